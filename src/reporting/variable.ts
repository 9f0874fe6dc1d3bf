// Variables of a dashboard: what a reader may choose, and how a choice gets into queries. A choice only ever replaces text
// inside JSON values, so it can name other data but never another query.

import { z } from "zod";

const VALUE = z.string().max(1_024);
const NAME = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, "a small letter, then small letters, digits or `_`, at most 32");
const about = { name: NAME, label: z.string().max(64).default("") };
const choice = {
  multiple: z.boolean().default(false),
  /** Offers a choice of everything, which takes filters by this variable away. */
  include_all: z.boolean().default(false),
  current: z.array(VALUE).max(100).default([]),
};

export const ALL = "$__all";

export const variableSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...about, ...choice, kind: z.literal("fixed"), values: z.array(VALUE).min(1).max(500) }),
  z.strictObject({
    ...about,
    ...choice,
    kind: z.literal("label"),
    /** The values of this label, of this metric or of all. */
    signal: z.enum(["metrics", "logs", "traces"]).default("metrics"),
    label: z.string().max(64).default(""),
    label_name: z.string().min(1).max(1_024),
    metric: z.string().max(1_024).optional(),
  }),
  z.strictObject({ ...about, kind: z.literal("text"), current: z.array(VALUE).max(1).default([]) }),
  z.strictObject({
    ...about,
    kind: z.literal("interval"),
    values: z.array(z.string().max(16)).min(1).max(50).default(["1m", "5m", "1h", "1d"]),
    current: z.array(VALUE).max(1).default([]),
  }),
]);

export type Variable = z.infer<typeof variableSchema>;

/** By name; a variable that is not chosen has its document's current value. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** What a variable stands at where a document says nothing: its first value, or all. */
function defaultOf(variable: Variable): readonly string[] {
  if (variable.current.length > 0) return variable.current;
  if ("include_all" in variable && variable.include_all) return [ALL];
  return "values" in variable ? variable.values.slice(0, 1) : [];
}

/** Every variable's values: the reader's choice where there is one. Choices of unknown names are left out. */
export function choose(variables: readonly Variable[], choices: Choices): Choices {
  return Object.fromEntries(
    variables.map((variable) => [variable.name, choices[variable.name] ?? defaultOf(variable)]),
  );
}

const WHOLE = /^\$(?:\{([a-z][a-z0-9_]{0,31})\}|([a-z][a-z0-9_]{0,31}))$/;
const INSIDE = /\$(?:\{([a-z][a-z0-9_]{0,31})\}|([a-z][a-z0-9_]{0,31}))/g;

const wholeName = (value: unknown): string | null => {
  const match = typeof value === "string" ? WHOLE.exec(value) : null;
  return match?.[1] ?? match?.[2] ?? null;
};

/** A filter by a variable that stands at everything, or at nothing, filters nothing. */
function isOpenFilter(value: unknown, chosen: Choices): boolean {
  if (typeof value !== "object" || value === null || !("label" in value)) return false;
  const { value: one, values = [] } = value as { value?: unknown; values?: readonly unknown[] };
  const asked = [one, ...(Array.isArray(values) ? (values as readonly unknown[]) : [])].map(wholeName);
  return asked.some((name) => {
    const picked = name === null ? undefined : chosen[name];
    return picked !== undefined && (picked.length === 0 || picked.includes(ALL));
  });
}

/** A request with what was chosen in it; several values where a list has `$name` as an item become several items. */
export function fillIn(value: unknown, chosen: Choices): unknown {
  if (typeof value === "string") return fillText(value, chosen);
  if (Array.isArray(value)) return fillList(value, chosen);
  if (typeof value !== "object" || value === null) return value;
  const filled = Object.entries(value).map(([key, part]) => [key, fillIn(part, chosen)] as const);
  return severalValues(Object.fromEntries(filled), value as Record<string, unknown>, chosen);
}

function fillList(items: readonly unknown[], chosen: Choices): unknown[] {
  return items.flatMap((item) => {
    if (isOpenFilter(item, chosen)) return [];
    const name = wholeName(item);
    const picked = name === null ? undefined : chosen[name];
    return picked === undefined ? [fillIn(item, chosen)] : picked.filter((value) => value !== ALL);
  });
}

/** `{op: "=", value: "$service"}` with several services chosen asks for any of them. */
function severalValues(
  filled: Record<string, unknown>,
  asked: Record<string, unknown>,
  chosen: Choices,
): Record<string, unknown> {
  const name = "label" in asked ? wholeName(asked["value"]) : null;
  const picked = name === null ? undefined : chosen[name];
  if (picked === undefined || picked.length < 2) return filled;
  const { value: _one, ...rest } = filled;
  const isNegated = asked["op"] === "!=" || asked["op"] === "!~" || asked["op"] === "not_in";
  return { ...rest, op: isNegated ? "not_in" : "in", values: [...picked] };
}

export function fillText(text: string, chosen: Choices): string {
  return text.replaceAll(INSIDE, (found, braced?: string, bare?: string) => {
    const picked = chosen[braced ?? bare ?? ""];
    if (picked === undefined) return found;
    return picked.includes(ALL) ? "all" : picked.join(", ");
  });
}
