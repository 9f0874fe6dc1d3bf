// Does one policy apply wherever another does, whatever the request? Told from the documents alone: subjects, actions and
// resources, and the absence of conditions.

import { actionsMatching } from "../actions.ts";
import type { PolicyDocument } from "../policy-document.ts";

export const isUnconditional = ({ conditions, unless }: PolicyDocument): boolean =>
  conditions === undefined && unless === undefined;

/** An unconditional policy whose subjects, actions and resources take in all of the other's. */
export function covers(wide: PolicyDocument, narrow: PolicyDocument): boolean {
  if (!isUnconditional(wide) || wide === narrow) return false;
  return (
    includesAll(wide.subjects, narrow.subjects) &&
    includesAll(wide.resources, narrow.resources, kindPattern) &&
    coversActions(wide.actions, narrow.actions)
  );
}

function includesAll(
  wide: readonly string[],
  narrow: readonly string[],
  wider: (pattern: string) => readonly string[] = () => [],
): boolean {
  if (wide.includes("*")) return true;
  return narrow.every((one) => wide.includes(one) || wider(one).some((pattern) => wide.includes(pattern)));
}

/** `dashboard:dsh_1` lies within `dashboard:*` and `type:dashboard`. */
function kindPattern(pattern: string): readonly string[] {
  const prefix = pattern.slice(0, pattern.indexOf(":"));
  return [`${prefix}:*`, `type:${prefix}`, ...(prefix === "type" ? [`${pattern.slice(5)}:*`] : [])];
}

function coversActions(wide: readonly string[], narrow: readonly string[]): boolean {
  if (wide.includes("*")) return true;
  const allowed = new Set<string>(wide.flatMap((pattern) => actionsMatching(pattern)));
  return narrow.flatMap((pattern) => actionsMatching(pattern)).every((action) => allowed.has(action));
}
