// Places in an event, as RFC 6901 pointers into its envelope: `/type`, `/timestamp`, `/data/from`. Own fields only: what a
// prototype has is not there.

import type { Json } from "../kernel/canonical-json.ts";

const MOST_CHARS = 512;
const MOST_STEPS = 16;
/** The whole is no place: a condition or a template speaks of what is in it. */
const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const INDEX = /^(?:0|[1-9]\d{0,5})$/;

export type Steps = readonly string[];

/** The steps of a pointer, or null for what is none. */
export function parsePointer(text: unknown): Steps | null {
  if (typeof text !== "string" || text.length > MOST_CHARS || !POINTER.test(text)) return null;
  const steps = text
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.length > MOST_STEPS ? null : steps;
}

/** Undefined where there is nothing. */
export function valueAt(whole: Json, steps: Steps): Json | undefined {
  let value: Json | undefined = whole;
  for (const step of steps) {
    if (value === undefined) return undefined;
    value = fieldOf(value, step);
  }
  return value;
}

function fieldOf(value: Json, step: string): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return INDEX.test(step) ? (value as readonly Json[])[Number(step)] : undefined;
  return Object.hasOwn(value, step) ? (value as Readonly<Record<string, Json>>)[step] : undefined;
}
