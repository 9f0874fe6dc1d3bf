// What OData calls entity sets here: a row each, with its properties, its key and what can be asked of it. $metadata, the
// parser of `$filter`, ordering and writing all read this table (CSDL 4.0).
// INVARIANT: names are permanent: they stand in other people's workbooks.

/** Instants are texts with nine digits of the second inside, so that their order is that of their texts. */
export type EdmType =
  | "Edm.String"
  | "Edm.Double"
  | "Edm.Int64"
  | "Edm.Decimal"
  | "Edm.Date"
  | "Edm.DateTimeOffset";

/** A number as one, or as text where a double would lose digits. */
export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

export interface Property {
  readonly name: string;
  readonly type: EdmType;
  readonly isNullable: boolean;
}

export interface EntitySet {
  readonly name: string;
  readonly typeName: string;
  readonly meaning: string;
  readonly properties: readonly Property[];
  /** Names of properties that tell a row from every other; also the order in which rows come. */
  readonly key: readonly string[];
  /** Without a condition on each of these there is no answer. */
  readonly required: readonly string[];
  /** By which rows may be ordered; the others are too long to go on from. */
  readonly sortable: readonly string[];
}

const of =
  (type: EdmType, isNullable = false) =>
  (name: string): Property => ({ name, type, isNullable });

const text = of("Edm.String");
const instant = of("Edm.DateTimeOffset");
const integer = of("Edm.Int64");
const maybeInteger = of("Edm.Int64", true);
const number = of("Edm.Double");
const maybeNumber = of("Edm.Double", true);
const decimal = of("Edm.Decimal");
const date = of("Edm.Date");
const maybeText = of("Edm.String", true);

const CHARGED = ["service", "team", "environment", "key_id"] as const;

const METRICS: EntitySet = {
  name: "Metrics",
  typeName: "Sample",
  meaning: "Samples of one metric as they were stored. `labels` is a JSON object.",
  properties: [
    text("metric"),
    text("series"),
    instant("time"),
    maybeNumber("value"),
    maybeInteger("count"),
    maybeNumber("sum"),
    maybeText("unit"),
    maybeText("kind"),
    text("service"),
    text("environment"),
    text("labels"),
  ],
  key: ["metric", "series", "time"],
  required: ["metric", "time"],
  sortable: ["metric", "series", "time", "value", "count", "sum", "service", "environment"],
};

const METRIC_WINDOWS: EntitySet = {
  name: "MetricWindows",
  typeName: "Window",
  meaning:
    "One metric by windows: `time` is where a window begins, `interval` its length (`5m`), `aggregation` what was made of its samples.",
  properties: [
    text("metric"),
    text("aggregation"),
    text("interval"),
    text("series"),
    instant("time"),
    maybeNumber("value"),
    maybeText("unit"),
    text("service"),
    text("environment"),
    text("labels"),
  ],
  key: ["metric", "aggregation", "interval", "series", "time"],
  required: ["metric", "aggregation", "interval", "time"],
  sortable: ["metric", "aggregation", "interval", "series", "time", "value", "service", "environment"],
};

const USAGE: EntitySet = {
  name: "Usage",
  typeName: "UsageOfDay",
  meaning: "What was used on a day (UTC), of the last 400 days, by meter and whom it is charged to.",
  properties: [
    date("date"),
    text("meter"),
    text("unit"),
    number("quantity"),
    ...CHARGED.map((name) => text(name)),
  ],
  key: ["date", "meter", ...CHARGED],
  required: [],
  sortable: ["date", "meter", "unit", "quantity", ...CHARGED],
};

const COSTS: EntitySet = {
  name: "Costs",
  typeName: "CostOfDay",
  meaning:
    "What the usage of a day costs by the price books in force, of the last 400 days; without what commitments add to a month.",
  properties: [
    date("date"),
    text("meter"),
    text("unit"),
    number("quantity"),
    decimal("cost"),
    text("currency"),
    ...CHARGED.map((name) => text(name)),
  ],
  key: ["date", "meter", "currency", ...CHARGED],
  required: [],
  sortable: ["date", "meter", "unit", "quantity", "cost", "currency", ...CHARGED],
};

const AUDIT: EntitySet = {
  name: "Audit",
  typeName: "AuditEntry",
  meaning: "The audit log. `reasons` is a JSON list, `detail` any JSON.",
  properties: [
    integer("seq"),
    instant("at"),
    text("actor_kind"),
    text("actor_id"),
    text("action"),
    text("resource"),
    text("outcome"),
    integer("epoch"),
    text("request_id"),
    text("reasons"),
    text("detail"),
  ],
  key: ["seq"],
  required: [],
  sortable: ["seq", "at"],
};

export const ENTITY_SETS = { METRICS, METRIC_WINDOWS, USAGE, COSTS, AUDIT } as const;

export function findProperty({ properties }: EntitySet, name: string): Property | undefined {
  return properties.find((property) => property.name === name);
}
