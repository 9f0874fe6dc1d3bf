// What is wrong with a part of an endpoint's document, each with its place, and the schema that tells them.
// LIMIT: counting stops at 20, so a hostile document costs no more than a wrong one.

import { z } from "zod";

export type Path = readonly (string | number)[];

export interface Slip {
  readonly path: Path;
  readonly message: string;
}

export type Judge = (value: unknown) => readonly Slip[];

export const MOST_SLIPS = 20;

/** Takes what the judge finds nothing wrong with; what is wrong is told at its place. */
export function judgedSchema<T>(judge: Judge, description: string): z.ZodType<T> {
  return z
    .custom<T>()
    .superRefine((value, context) => {
      for (const { path, message } of judge(value).slice(0, MOST_SLIPS))
        context.addIssue({ code: "custom", path: [...path], message });
    })
    .describe(description);
}

/** Does this nest deeper than that? Looks no deeper than the bound, so a hostile document cannot exhaust the stack. */
export function nestsDeeper(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (most === 0) return true;
  return Object.values(value).some((part) => nestsDeeper(part, most - 1));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
