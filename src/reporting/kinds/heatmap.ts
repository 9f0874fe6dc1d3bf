// Heatmaps: how much, by two names or by name and time.

import { z } from "zod";
import { openClockface } from "../draw/write-time.ts";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, numberIn, rowCount, textIn, type Frame } from "../frame.ts";
import { amountScale, baseOption, categoryAxis, rangeOf, sparseAxis } from "./chart-frame.ts";
import { hourlyExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput, type RangeMs } from "./kind.ts";
import { sharedUnit, timeSeriesOf, type Series } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  /** Columns that a range over time is cut into. */
  columns: z.int().min(2).max(200).default(48),
  values: z.enum(["shown", "hidden"]).default("hidden"),
});

type Options = z.infer<typeof options>;

interface Cells {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Column, row, value. */
  readonly cells: readonly (readonly [number, number, number])[];
  readonly unit: string | undefined;
}

/** Two text fields and a number: a cell per row. */
function namedCells(frame: Frame): Cells {
  const [first, second] = fieldsOf(frame, "text");
  const [value] = fieldsOf(frame, "number");
  const columns: string[] = [];
  const rows: string[] = [];
  const place = (list: string[], name: string): number => {
    const at = list.indexOf(name);
    return at >= 0 ? at : list.push(name) - 1;
  };
  const cells: [number, number, number][] = [];
  for (let row = 0; row < rowCount(frame); row++) {
    const number = numberIn(value, row);
    if (number !== null)
      cells.push([place(columns, textIn(first, row)), place(rows, textIn(second, row)), number]);
  }
  return { columns, rows, cells, unit: value?.unit };
}

/** A row per series, a column per instant, or per part of the range where there are more: the mean of what falls in. */
function timedCells(input: DrawInput<Options>): Cells {
  const series = timeSeriesOf(input.frames);
  const { fromMs, toMs } = rangeOf(input.range, series);
  const clock = openClockface(input.zone, toMs - fromMs);
  const starts = columnStarts(series, { fromMs, toMs }, input.options.columns);
  const cells = series.flatMap(({ points }, row) => {
    const sums = new Map<number, readonly [number, number]>();
    for (const [ms, value] of points) {
      const column = starts.findLastIndex((start) => start <= ms);
      if (value === null || column < 0 || ms > toMs) continue;
      const [sum, count] = sums.get(column) ?? [0, 0];
      sums.set(column, [sum + value, count + 1]);
    }
    return Array.from(sums, ([column, [sum, count]]) => [column, row, sum / count] as const);
  });
  const columns = starts.map((start) => clock.short(start));
  return { columns, rows: series.map(({ name }) => name), cells, unit: sharedUnit(undefined, series) };
}

function columnStarts(series: readonly Series[], { fromMs, toMs }: RangeMs, most: number): number[] {
  const instants = new Set(series.flatMap(({ points }) => points.map(([ms]) => ms)));
  if (instants.size <= most) return [...instants].sort((a, b) => a - b);
  return Array.from({ length: most }, (_, column) => fromMs + (column * (toMs - fromMs)) / most);
}

function drawHeatmap(input: DrawInput<Options>): Drawing {
  const named = input.frames.find((frame) => fieldsOf(frame, "text").length >= 2);
  const read = named === undefined ? timedCells(input) : namedCells(named);
  if (read.cells.length === 0) return nothing(NO_SERIES);
  const { look, face } = input;
  const unit = face.unit ?? read.unit;
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const values = read.cells.map(([, , value]) => value);
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const option = {
    ...baseOption(input),
    grid: {
      left: 12,
      right: 16,
      top: 12,
      bottom: 52,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    xAxis: named === undefined ? sparseAxis(input, read.columns) : categoryAxis(input, read.columns),
    yAxis: sparseAxis(input, read.rows),
    visualMap: amountScale({ least, most, write }, input),
    series: [
      {
        type: "heatmap",
        data: read.cells.map(([column, row, value]) => [column, row, value]),
        itemStyle: { borderColor: look.background, borderWidth: read.columns.length > 60 ? 0.5 : 1.5 },
        label: {
          show: input.options.values === "shown",
          fontSize: look.fontSize - 2,
          formatter: ({ value }: { value: readonly number[] }) => write(value[2] ?? 0),
        },
      },
    ],
  };
  const words = `${read.rows.length} rows by ${read.columns.length} columns, from ${write(least)} to ${write(most)}.`;
  return { form: "chart", option, words };
}

export const heatmap = declareKind({
  title: "Heatmap",
  meaning: "How much, by colour: a row per series over time, or two text fields and a number field.",
  options,
  example: () => ({
    frames: hourlyExample("latency", "ms", ["checkout", "search", "login", "catalogue", "mail"]),
    options: {},
    unit: "ms",
  }),
  draw: drawHeatmap,
});
