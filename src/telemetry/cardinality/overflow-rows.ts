// Rows whose label value does not fit under its cap: the value becomes `__overflow__`, and the series is marked with
// `otel.metric.overflow` = true, the attribute that the OpenTelemetry metrics SDK specification (Cardinality limits) marks
// its overflow series with. The SDK drops all other attributes; here only the offending value goes.
// Series of one request that become one are added up (add-points.ts), as the SDK adds them: totals stay right.
// LIMIT: across requests nothing can be added. A cumulative overflow series is right while one sender (one resource)
// exports all of a metric in one request, which is what OTLP exporters do.

import { canonicalJson, type Json } from "../../kernel/canonical-json.ts";
import type { DictColumn, Table } from "../table.ts";
import { textAt } from "../query/row-window.ts";
import { addPoints } from "./add-points.ts";
import { metricDigest, metricIdentity, seriesOf } from "./series-identity.ts";

export const OVERFLOW_VALUE = "__overflow__";
const OVERFLOW_MARK = "otel.metric.overflow";

export interface Overflow {
  /** The code of the series in its column, and one of its rows. */
  readonly code: number;
  readonly row: number;
  readonly metric: string;
  /** Names of the labels whose value overflows. */
  readonly labels: readonly string[];
}

export function overflowRows(table: Table, overflows: readonly Overflow[]): Table {
  const { series, attributes } = table.columns;
  if (series?.kind !== "dict" || attributes?.kind !== "dict") throw new TypeError("a table without series");
  const newSeries = extend(series);
  const newAttributes = extend(attributes);
  const moved = new Map<number, { series: number; attributes: number }>();
  for (const { code, row, labels } of overflows) {
    const text = withOverflow(textAt(attributes, row) ?? "{}", labels);
    const name = seriesOf(metricDigest(identityOf(table, row)), text);
    moved.set(code, { series: newSeries.codeOf(name), attributes: newAttributes.codeOf(text) });
  }
  for (let row = 0; row < table.rows; row++) {
    const to = moved.get(series.codes[row] as number);
    if (to === undefined) continue;
    newSeries.column.codes[row] = to.series;
    newAttributes.column.codes[row] = to.attributes;
  }
  const columns = { ...table.columns, series: newSeries.column, attributes: newAttributes.column };
  return addPoints({ ...table, columns }, new Set([...moved.values()].map((to) => to.series)));
}

function withOverflow(attributes: string, labels: readonly string[]): string {
  const values = JSON.parse(attributes) as Record<string, Json>;
  const changed = Object.fromEntries(labels.map((label) => [label, OVERFLOW_VALUE]));
  return canonicalJson({ ...values, ...changed, [OVERFLOW_MARK]: true });
}

function identityOf({ columns }: Table, row: number): string {
  const text = (name: string): string | null => textAt(columns[name], row);
  const monotonic = columns["is_monotonic"];
  const isKnown = monotonic?.kind === "bool" && monotonic.valid?.[row] !== 0;
  return metricIdentity(
    {
      name: text("metric") ?? "",
      kind: text("kind") ?? "",
      unit: text("unit"),
      temporality: text("temporality"),
      isMonotonic: isKnown ? monotonic.values[row] === 1 : null,
    },
    `[${text("resource") ?? "{}"},${text("scope") ?? "{}"}]`,
  );
}

/** A copy of the column that takes new values. */
function extend({ codes, values }: DictColumn) {
  const known = new Map(values.map((value, code) => [value, code]));
  const grown = [...values];
  const codeOf = (value: string): number => {
    const code = known.get(value) ?? grown.push(value) - 1;
    known.set(value, code);
    return code;
  };
  return { column: { kind: "dict" as const, codes: codes.slice(), values: grown }, codeOf };
}
