// The native chart of a worksheet: each run of rows that is one series over time, as a line through points (`scatter`: line
// charts know days only). What is no series over time has no chart.

import type { SheetChart } from "hucre/xlsx";
import { LOOKS } from "../look.ts";
import type { ExportTable, RowBatch } from "./export-table.ts";

/** LIMIT: more lines than these tell nothing apart. */
const MOST_SERIES = 12;
const LEAST_POINTS = 2;

interface Series {
  readonly name: string;
  /** Of its first row, counted from 1 with the header. */
  readonly from: number;
  readonly to: number;
}

/** Column letters of a place: A to Z, AA and on. */
export function columnLetters(at: number): string {
  const last = String.fromCodePoint(65 + (at % 26));
  return at < 26 ? last : `${columnLetters(Math.floor(at / 26) - 1)}${last}`;
}

export function chartOf({ name, columns }: ExportTable, batches: readonly RowBatch[]): SheetChart | null {
  const x = columns.findIndex(({ type }) => type === "time");
  const y = columns.findIndex(({ type }) => type === "number");
  const series = x < 0 || y < 0 ? [] : seriesOf(columns, batches);
  if (series.length === 0) return null;
  const measured = columns[y];
  const letters = [columnLetters(x), columnLetters(y)] as const;
  const range = (letter: string, { from, to }: Series): string => `$${letter}$${from}:$${letter}$${to}`;
  return {
    type: "scatter",
    scatterStyle: "line",
    title: name,
    series: series.map((one, at) => ({
      name: one.name === "" ? (measured?.name ?? name) : one.name,
      categories: range(letters[0], one),
      values: range(letters[1], one),
      color: (LOOKS.print.series[at % LOOKS.print.series.length] ?? "#0072b2").slice(1).toUpperCase(),
      marker: { symbol: "none" },
      stroke: { width: 1.75 },
    })),
    legend: series.length > 1 ? "bottom" : false,
    anchor: {
      from: { row: 1, col: columns.length + 1 },
      to: { row: 22, col: columns.length + 11 },
    },
    axes: {
      x: { numberFormat: { formatCode: "mm-dd hh:mm" } },
      y: { title: [measured?.name, measured?.unit].filter((part) => part !== undefined).join(", ") },
    },
  };
}

function seriesOf(columns: ExportTable["columns"], batches: readonly RowBatch[]): Series[] {
  const texts = columns.flatMap(({ type }, at) => (type === "text" ? [at] : []));
  const series: Series[] = [];
  let row = 2;
  for (const { rows, values } of batches) {
    const first = texts.map((at) => values[at]?.[0] ?? null);
    const isOne = texts.every((at, no) => (values[at] ?? []).every((value) => value === first[no]));
    if (isOne && rows >= LEAST_POINTS)
      series.push({ name: first.filter((text) => text !== null).join(" · "), from: row, to: row + rows - 1 });
    row += rows;
  }
  return series.slice(0, MOST_SERIES);
}
