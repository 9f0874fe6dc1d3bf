// What drawings read out of frames: series over time, and amounts by name. Frames that hold neither give none.

import { fieldsOf, fieldTitle, numberIn, rowCount, textIn, type Field, type Frame } from "../frame.ts";

/** The label of values of another period, drawn beside the present ones. */
export const COMPARISON = "comparison";

export interface Series {
  readonly name: string;
  readonly unit: string | undefined;
  /** Of the period that is compared with. */
  readonly isComparison: boolean;
  readonly points: readonly (readonly [number, number | null])[];
}

/** A series per number field of each frame that has a time field; names that are met twice get the frame's in front. */
export function timeSeriesOf(frames: readonly Frame[]): readonly Series[] {
  const read = frames.flatMap((frame) => {
    const [time] = fieldsOf(frame, "time");
    if (time === undefined) return [];
    return fieldsOf(frame, "number").map((field) => ({ frame: frame.name, ...seriesOf(time, field) }));
  });
  const counts = new Map<string, number>();
  for (const { name } of read) counts.set(name, (counts.get(name) ?? 0) + 1);
  return read.map(({ frame, ...series }) =>
    (counts.get(series.name) ?? 0) > 1 ? { ...series, name: `${frame} ${series.name}` } : series,
  );
}

function seriesOf(time: Field, field: Field): Series {
  const points: (readonly [number, number | null])[] = [];
  for (let row = 0; row < field.values.length; row++) {
    const ms = numberIn(time, row);
    if (ms !== null) points.push([ms, numberIn(field, row)]);
  }
  points.sort((a, b) => a[0] - b[0]);
  const isComparison = field.labels !== undefined && COMPARISON in field.labels;
  return { name: fieldTitle(field), unit: field.unit, isComparison, points };
}

export const REDUCTIONS = ["last", "first", "min", "max", "avg", "sum", "count"] as const;
export type Reduction = (typeof REDUCTIONS)[number];

const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const REDUCE: Readonly<Record<Reduction, (values: readonly number[]) => number | null>> = {
  last: (values) => values.at(-1) ?? null,
  first: (values) => values[0] ?? null,
  // Spreading a hundred thousand values would overflow the stack.
  min: (values) => (values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value))),
  max: (values) => (values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value))),
  avg: (values) => (values.length === 0 ? null : add(values) / values.length),
  sum: (values) => (values.length === 0 ? null : add(values)),
  count: (values) => values.length,
};

export function reduceValues(values: readonly (number | string | null)[], by: Reduction): number | null {
  return REDUCE[by](
    values.filter((value) => typeof value === "number" && Number.isFinite(value)) as number[],
  );
}

export interface Amount {
  readonly name: string;
  readonly value: number;
  readonly unit: string | undefined;
}

/** By name: a row each where a frame has a text field, otherwise a series each, reduced to one number. */
export function amountsOf(frames: readonly Frame[], by: Reduction): readonly Amount[] {
  return frames.flatMap((frame) => {
    const [name] = fieldsOf(frame, "text");
    const numbers = fieldsOf(frame, "number");
    const [first] = numbers;
    if (name !== undefined && first !== undefined) return rowAmounts(frame, name, first);
    return numbers.flatMap((field) => {
      const value = reduceValues(field.values, by);
      return value === null ? [] : [{ name: fieldTitle(field), value, unit: field.unit }];
    });
  });
}

function rowAmounts(frame: Frame, name: Field, field: Field): Amount[] {
  const amounts: Amount[] = [];
  for (let row = 0; row < rowCount(frame); row++) {
    const value = numberIn(field, row);
    if (value !== null) amounts.push({ name: textIn(name, row), value, unit: field.unit });
  }
  return amounts;
}

/** The unit that the document says, or the one that all of them have. */
export function sharedUnit(
  said: string | undefined,
  of: readonly { readonly unit?: string | undefined }[],
): string | undefined {
  if (said !== undefined) return said;
  const [first] = of;
  return of.every(({ unit }) => unit === first?.unit) ? first?.unit : undefined;
}

/** The number fields that are named, by their own name or as legends call them; all where nothing is named. */
export function chosen(frame: Frame, names: readonly string[] | undefined): readonly Field[] {
  const fields = fieldsOf(frame, "number");
  if (names === undefined) return fields;
  return fields.filter((field) => names.includes(field.name) || names.includes(fieldTitle(field)));
}
