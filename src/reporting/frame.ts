// A frame: columns of equal length, what every drawing and every export takes. Answers of queries become frames in
// frames/; times are epoch milliseconds. INVARIANT: all fields of a frame hold as many values as the first.

import { z } from "zod";

export const FRAME_LIMITS = { frames: 1_000, fields: 200, values: 20_000, textChars: 4_096 } as const;

export type FieldType = "time" | "number" | "text";
export type FieldValue = number | string | null;

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** As the source says it (`ms`, `By`, `1`, `USD`), or none. */
  readonly unit?: string;
  /** What legends call it, where somebody said so. */
  readonly title?: string;
  /** What tells this field from others of its name: the labels of a series. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly values: readonly FieldValue[];
}

export interface Frame {
  /** The `ref` of the query that it answers, or of the data it was given as. */
  readonly name: string;
  readonly fields: readonly Field[];
}

const valueSchema = z.union([z.number(), z.string().max(FRAME_LIMITS.textChars), z.null()]);

/** Of the years 1 to 9999: what every clock, zone and file can say. */
const FIRST_MS = Date.parse("0001-01-02T00:00:00Z");
const LAST_MS = Date.UTC(9999, 11, 31);

const IS_OF: Readonly<Record<FieldType, (value: number | string) => boolean>> = {
  time: (value) => typeof value === "number" && value >= FIRST_MS && value <= LAST_MS,
  number: (value) => typeof value === "number",
  text: (value) => typeof value === "string",
};

const IS_NOT: Readonly<Record<FieldType, string>> = {
  time: "is no instant of the years 1 to 9999, in milliseconds",
  number: "is no number",
  text: "is no text",
};

const fieldSchema = z
  .strictObject({
    name: z.string().min(1).max(256),
    type: z.enum(["time", "number", "text"]),
    unit: z.string().max(32).optional(),
    title: z.string().max(256).optional(),
    labels: z.record(z.string().max(256), z.string().max(1_024)).optional(),
    values: z.array(valueSchema).max(FRAME_LIMITS.values),
  })
  .superRefine(({ type, values }, context) => {
    const wrong = values.findIndex((value) => value !== null && !IS_OF[type](value));
    if (wrong < 0) return;
    context.addIssue({ code: "custom", path: ["values", wrong], message: IS_NOT[type] });
  });

/** Frames that somebody wrote down, as a panel's own data. */
export const frameSchema = z
  .strictObject({
    name: z.string().min(1).max(64),
    fields: z.array(fieldSchema).min(1).max(FRAME_LIMITS.fields),
  })
  .superRefine(({ fields }, context) => {
    const length = fields[0]?.values.length ?? 0;
    const odd = fields.findIndex((field) => field.values.length !== length);
    if (odd < 0) return;
    const message = `has ${fields[odd]?.values.length} values where the first field has ${length}`;
    context.addIssue({ code: "custom", path: ["fields", odd, "values"], message });
  });

export const rowCount = (frame: Frame): number => frame.fields[0]?.values.length ?? 0;

export const fieldsOf = (frame: Frame, type: FieldType): readonly Field[] =>
  frame.fields.filter((field) => field.type === type);

export function findField(frame: Frame, name: string): Field | null {
  return frame.fields.find((field) => field.name === name) ?? null;
}

/** The number at a place, or null for none: a time counts as a number. */
export function numberIn(field: Field | null | undefined, row: number): number | null {
  const value = field?.values[row];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function textIn(field: Field | null | undefined, row: number): string {
  const value = field?.values[row];
  return value === null || value === undefined ? "" : String(value);
}

/** Its title; `service=checkout · code=500`; or the field's own name where it has no labels. */
export function fieldTitle({ name, title, labels }: Field): string {
  if (title !== undefined && title !== "") return title;
  const pairs = Object.entries(labels ?? {});
  if (pairs.length === 0) return name;
  const [only] = pairs;
  if (pairs.length === 1 && only !== undefined) return only[1] === "" ? `${only[0]} not set` : only[1];
  return pairs.map(([label, value]) => `${label}=${value === "" ? "not set" : value}`).join(" · ");
}
