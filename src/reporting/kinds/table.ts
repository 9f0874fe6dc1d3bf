// Tables: rows and columns of the frames as they are.

import { z } from "zod";
import { openClockface } from "../draw/write-time.ts";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, fieldTitle, rowCount, type Field, type Frame } from "../frame.ts";
import { reachedSeverity } from "../look.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Cell, type Column, type Drawing, type DrawInput } from "./kind.ts";
import { reduceValues, REDUCTIONS } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  /** Which columns, in which order; left out: all. */
  columns: z.array(z.string().max(256)).max(50).optional(),
  sort_by: z.string().max(256).optional(),
  order: z.enum(["ascending", "descending"]).default("descending"),
  most_rows: z.int().min(1).max(5_000).default(500),
  /** A row per series with this value of theirs, in place of a row per instant. */
  reduce: z.enum(REDUCTIONS).optional(),
});

type Options = z.infer<typeof options>;

/** Series side by side: frames with the same instants become one, a column each. */
function joinFrames(frames: readonly Frame[]): Frame | null {
  const [first] = frames;
  if (first === undefined || frames.length === 1) return first ?? null;
  const times = new Set<number>();
  for (const frame of frames) {
    for (const ms of fieldsOf(frame, "time")[0]?.values ?? []) if (typeof ms === "number") times.add(ms);
  }
  if (frames.some((frame) => fieldsOf(frame, "time").length === 0)) return first;
  const sorted = [...times].sort((a, b) => a - b);
  const columns = frames.flatMap((frame) => {
    const known = new Map(fieldsOf(frame, "time")[0]?.values.map((ms, row) => [ms, row]));
    return frame.fields
      .filter(({ type }) => type !== "time")
      .map((field) => ({
        ...field,
        values: sorted.map((ms) => field.values[known.get(ms) ?? -1] ?? null),
      }));
  });
  return { name: first.name, fields: [{ name: "time", type: "time", values: sorted }, ...columns] };
}

function reducedFrame(frames: readonly Frame[], by: NonNullable<Options["reduce"]>): Frame {
  const fields = frames.flatMap((frame) => fieldsOf(frame, "number"));
  return {
    name: frames[0]?.name ?? "",
    fields: [
      { name: "series", type: "text", values: fields.map(fieldTitle) },
      { name: by, type: "number", values: fields.map(({ values }) => reduceValues(values, by)) },
    ],
  };
}

function pickColumns(fields: readonly Field[], wanted: readonly string[] | undefined): readonly Field[] {
  if (wanted === undefined) return fields;
  return wanted.flatMap((name) =>
    fields.filter((field) => field.name === name || fieldTitle(field) === name),
  );
}

const TEXT_ORDER = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sortRows(fields: readonly Field[], rows: number[], { sort_by: by, order }: Options): number[] {
  const field = fields.find((one) => one.name === by || fieldTitle(one) === by);
  if (field === undefined) return rows;
  const turn = order === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [field.values[a] ?? null, field.values[b] ?? null];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    if (typeof left === "number" && typeof right === "number") return turn * (left - right);
    return turn * TEXT_ORDER(String(left), String(right));
  });
}

function drawTable(input: DrawInput<Options>): Drawing {
  const { options: asked } = input;
  const whole =
    asked.reduce === undefined ? joinFrames(input.frames) : reducedFrame(input.frames, asked.reduce);
  if (whole === null || rowCount(whole) === 0) return nothing(NO_SERIES);
  const fields = pickColumns(whole.fields, asked.columns);
  if (fields.length === 0) return nothing("None of the chosen columns is in the data.");
  const order = sortRows(
    whole.fields,
    Array.from({ length: rowCount(whole) }, (_, row) => row),
    asked,
  );
  const shown = order.slice(0, asked.most_rows);
  const columns = fields.map((field) => columnOf(field, input));
  const writers = fields.map((field) => cellWriter(field, input));
  const rows = shown.map((row) => writers.map((cellAt) => cellAt(row)));
  const table = { columns, rows, more: order.length - shown.length };
  const words = `A table of ${order.length} rows: ${columns.map(({ title }) => title).join(", ")}.`;
  return { form: "table", table, words };
}

function columnOf(field: Field, { face }: DrawInput<Options>): Column {
  const unit = field.type === "number" ? (face.unit ?? field.unit) : undefined;
  const align = field.type === "number" ? "right" : "left";
  return { title: fieldTitle(field), align, type: field.type, ...(unit === undefined ? {} : { unit }) };
}

function cellWriter(field: Field, { face, zone }: DrawInput<Options>): (row: number) => Cell {
  const clock = openClockface(zone, 0);
  const style = { unit: face.unit ?? field.unit, decimals: face.decimals };
  return (row) => {
    const value = field.values[row] ?? null;
    if (value === null) return { value, text: "" };
    if (field.type === "time") return { value, text: clock.long(Number(value)) };
    if (typeof value === "string") return { value, text: value };
    return { value, text: writeNumber(value, style), severity: reachedSeverity(value, face.thresholds) };
  };
}

export const table = declareKind({
  title: "Table",
  meaning: "Rows and columns as they are; series with the same instants side by side. Any frames.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        service: ["checkout", "search", "login", "catalogue", "mail"],
        version: ["4.2.1", "3.9.0", "4.0.7", "2.14.3", "1.8.8"],
        requests: [182_104, 410_377, 96_530, 288_412, 14_207],
        p95_ms: [184.2, 96.4, 120.9, 71.3, 402.8],
        errors_percent: [0.42, 0.11, 0.3, 0.07, 1.93],
      }),
    ],
    options: { sort_by: "requests" },
  }),
  draw: drawTable,
});
