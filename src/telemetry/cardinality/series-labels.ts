// The labels of a series that are capped: the attributes of its points. Resource and scope say who sends, not what, and
// are bounded by the number of active series.

import type { Json } from "../../kernel/canonical-json.ts";
import { labelText } from "../query/labels.ts";
import { textAt } from "../query/row-window.ts";
import type { Table } from "../table.ts";

export interface SeriesLabels {
  readonly metric: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
}

export function seriesLabels(table: Table, row: number): SeriesLabels {
  const attributes = JSON.parse(textAt(table.columns["attributes"], row) ?? "{}") as Record<string, Json>;
  return {
    metric: textAt(table.columns["metric"], row) ?? "",
    labels: Object.entries(attributes).map(([name, value]) => [name, labelText(value)] as const),
  };
}
