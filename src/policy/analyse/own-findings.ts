// What is wrong with a policy whatever else is in the set: conditions that never hold together, roles that nobody can hold.

import type { PolicyState } from "../compile/compile.ts";
import type { Conditions, PolicyDocument } from "../policy-document.ts";
import { isBuiltInRole } from "../roles.ts";
import { findContradiction } from "./contradictions.ts";
import { spend, type Effort } from "./effort.ts";
import { warning, type Finding } from "./finding.ts";

/** What the search for contradictions costs: candidates times conditions, and both grow with the text. */
const CHARS_PER_STEP = 64;

export function neverMatching(policy: PolicyDocument, base: string, effort: Effort): readonly Finding[] {
  const { conditions, unless } = policy;
  return [
    ...contradiction(conditions, `${base}/conditions`, effort).map((pointer) =>
      warning("never_matches", pointer, "this can never hold with the rest"),
    ),
    ...contradiction(unless, `${base}/unless`, effort).map((pointer) =>
      warning("never_matches", pointer, "this exception can never hold"),
    ),
  ];
}

function contradiction(conditions: Conditions | undefined, base: string, effort: Effort): readonly string[] {
  if (conditions === undefined) return [];
  const steps = Math.ceil(JSON.stringify(conditions).length / CHARS_PER_STEP) ** 2;
  const pointer = spend(effort, steps) ? findContradiction(conditions, base) : null;
  return pointer === null ? [] : [pointer];
}

export function unknownRoles(
  { subjects }: PolicyDocument,
  base: string,
  { roles }: PolicyState,
): readonly Finding[] {
  return subjects.flatMap((subject, at) => {
    const name = subject.startsWith("role:") ? subject.slice("role:".length) : null;
    if (name === null || isBuiltInRole(name) || roles.some((role) => role.name === name)) return [];
    return [warning("unknown_role", `${base}/subjects/${at}`, `there is no role \`${name}\``)];
  });
}
