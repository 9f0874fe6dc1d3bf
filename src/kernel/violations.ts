// Where something is wrong: RFC 6901 pointers (the whole is "", not "/"), and what a schema found as violations. A field
// that does not exist is told at its own place.

import type { z } from "zod";
import type { Violation } from "./fault.ts";

export function pointerTo(base: string, step: string | number): string {
  return `${base}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** `base` is where the value that was parsed stands. */
export function violationsOf(
  { issues }: { readonly issues: readonly z.core.$ZodIssue[] },
  base: string,
): readonly Violation[] {
  return issues.flatMap((issue) => {
    const pointer = issue.path.map(String).reduce<string>(pointerTo, base);
    const nearest = issue.code === "invalid_union" ? nearestShape(issue.errors) : null;
    if (nearest !== null) return violationsOf({ issues: nearest }, pointer);
    if (issue.code !== "unrecognized_keys") return [{ pointer, message: issue.message }];
    return issue.keys.map((key) => ({ pointer: pointerTo(pointer, key), message: "there is no such field" }));
  });
}

/** Of several shapes that a value may have, what is wrong by the one it comes closest to; null where none is closer. */
function nearestShape(shapes: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | null {
  const [first, second] = shapes.toSorted((one, other) => one.length - other.length);
  return first !== undefined && second !== undefined && first.length < second.length ? first : null;
}
