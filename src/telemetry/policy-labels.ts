// What policy's labels (`environment`, `team`, `resource.label.*` ...) mean in telemetry: the one mapping for rows that come
// in and for every query. Names are compared as Prometheus writes them, `service.name` is `service_name`.
// INVARIANT: a row can say a label more than once (scope, resource and attributes, or by several names), and whoever sends
// it chooses where. It passes only when the filter passes under every reading: no later word talks a row out of an
// earlier one. So an attribute `environment=staging` opens nothing on a resource of production.

import type { Json } from "../kernel/canonical-json.ts";
import { compileRowFilter, labelsAsked, type RowFilter } from "../policy/index.ts";
import { labelColumns, labelLayers, labelText } from "./query/labels.ts";
import { textAt } from "./query/row-window.ts";
import type { Signal } from "./signals.ts";
import type { Table } from "./table.ts";

/** May the caller see, or write, this row of the table? */
export type RowCheck = (table: Table, row: number) => boolean;

/** The names under which rows say it, besides its own: OpenTelemetry's attribute and the one it replaced. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  environment: ["deployment.environment.name", "deployment.environment"],
};

/** What a column says: the id of a metric or span, which no attribute can claim, and the metric's name. */
const COLUMNS: Readonly<Record<string, Readonly<Partial<Record<Signal, string>>>>> = {
  id: { metrics: "metric", traces: "trace_id" },
  __name__: { metrics: "metric" },
};

/** Where policy has an attribute of its own, a label of that name is asked for in this way: `label:id`. */
const PLAIN_LABEL = "label:";

/** LIMIT: readings of one row; a row with more is hidden. Six labels that are said in two ways make as many. */
const MOST_READINGS = 64;

export function openRowCheck(filter: RowFilter): RowCheck {
  const passes = compileRowFilter(filter);
  const sayings = [...labelsAsked(filter)].map(sayingOf);
  return (table, row) => {
    const said = labelLayers(labelColumns(table, row))
      .flat()
      .map(([name, value]) => [promName(name), value] as const);
    const values = sayings.map((saying) => valuesOf(saying, { table, row, said }));
    return readingsOf(sayings, values)?.every(passes) ?? false;
  };
}

interface Saying {
  readonly label: string;
  readonly names: readonly string[];
  readonly columns: Readonly<Partial<Record<Signal, string>>>;
}

function sayingOf(label: string): Saying {
  const columns = Object.hasOwn(COLUMNS, label) ? (COLUMNS[label] ?? {}) : {};
  const own = label.startsWith(PLAIN_LABEL) ? label.slice(PLAIN_LABEL.length) : label;
  const others = Object.hasOwn(OTHER_NAMES, label) ? (OTHER_NAMES[label] ?? []) : [];
  return { label, columns, names: label === "id" ? [] : [own, ...others].map(promName) };
}

const promName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, "_");

interface Said {
  readonly table: Table;
  readonly row: number;
  /** Names as Prometheus writes them. */
  readonly said: readonly (readonly [name: string, value: Json])[];
}

/** All that the row says of one label. The empty text is an absent label, as in queries. */
function valuesOf({ names, columns }: Saying, { table, row, said }: Said): ReadonlySet<string> {
  const values = new Set<string>();
  for (const [name, value] of said) {
    if (names.includes(name)) for (const text of textsOf(value)) values.add(text);
  }
  const column = columns[table.signal];
  if (column !== undefined) values.add(textAt(table.columns[column], row) ?? "");
  values.delete("");
  return values;
}

/** A list stands for itself and for each of its values. */
const textsOf = (value: Json): readonly string[] =>
  Array.isArray(value)
    ? [labelText(value), ...value.map((item: Json) => labelText(item))]
    : [labelText(value)];

type Reading = Readonly<Record<string, string>>;

/** Every choice of one value for each label that has any; null when there are too many. */
function readingsOf(
  sayings: readonly Saying[],
  values: readonly ReadonlySet<string>[],
): readonly Reading[] | null {
  let readings: readonly Reading[] = [{}];
  for (const [at, { label }] of sayings.entries()) {
    const texts = [...(values[at] ?? [])];
    if (texts.length === 0) continue;
    if (readings.length * texts.length > MOST_READINGS) return null;
    readings = readings.flatMap((reading) => texts.map((text) => ({ ...reading, [label]: text })));
  }
  return readings;
}
