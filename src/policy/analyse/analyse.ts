// What is wrong with a set that parses: policies that can never match or never matter, and a set that shuts out the last
// admin. Findings carry the pointer of their place; a `refused` one must not be saved.

import type { Subject } from "../access-request.ts";
import type { PolicyState } from "../compile/compile.ts";
import type { PolicyDocument } from "../policy-document.ts";
import { isBuiltInRole } from "../roles.ts";
import { findContradiction } from "./contradictions.ts";
import { covers, isUnconditional } from "./covers.ts";
import { isLockedOut } from "./lock-out.ts";

export interface Finding {
  readonly code: "never_matches" | "unreachable" | "shadowed" | "unknown_role" | "locks_out_admins";
  readonly severity: "warning" | "refused";
  readonly pointer: string;
  /** One lower-case sentence. */
  readonly message: string;
}

export interface Reviewers {
  /** All who hold the admin role now; whether one of them keeps it is what is asked. */
  readonly admins: readonly Subject[];
  readonly nowMs: number;
}

/** LIMIT: 10,000 policies against 200 unconditional ones are 2 million comparisons. */
const MOST_COMPARED = 200;

export function analyse(state: PolicyState, { admins, nowMs }: Reviewers): readonly Finding[] {
  const wide = state.policies.filter(isUnconditional).slice(0, MOST_COMPARED);
  const order = new Map(state.policies.map((policy, at) => [policy, at]));
  const findings = state.policies.flatMap((policy, at) => [
    ...neverMatching(policy, at),
    ...outweighed(policy, { wide, order }),
    ...unknownRoles(policy, at, state),
  ]);
  if (!isLockedOut(state, admins, nowMs)) return findings;
  const message = "no admin could manage users and policies any more";
  return [...findings, { code: "locks_out_admins", severity: "refused", pointer: "/policies", message }];
}

const warning = (code: Finding["code"], pointer: string, message: string): Finding => ({
  code,
  severity: "warning",
  pointer,
  message,
});

function neverMatching(policy: PolicyDocument, at: number): readonly Finding[] {
  const { conditions, unless } = policy;
  const base = `/policies/${at}`;
  const impossible = conditions === undefined ? null : findContradiction(conditions, `${base}/conditions`);
  const useless = unless === undefined ? null : findContradiction(unless, `${base}/unless`);
  return [
    ...(impossible === null
      ? []
      : [warning("never_matches", impossible, "this can never hold with the rest")]),
    ...(useless === null ? [] : [warning("never_matches", useless, "this exception can never hold")]),
  ];
}

interface Wide {
  readonly wide: readonly PolicyDocument[];
  readonly order: ReadonlyMap<PolicyDocument, number>;
}

function outweighed(policy: PolicyDocument, { wide, order }: Wide): readonly Finding[] {
  const at = order.get(policy) ?? 0;
  const pointer = `/policies/${at}`;
  const denying = wide.find((other) => other.effect === "deny" && covers(other, policy));
  if (policy.effect === "allow" && denying !== undefined)
    return [warning("shadowed", pointer, `\`${denying.policy_id}\` denies all that this allows`)];
  // Of two that cover each other the later one is told.
  const same = wide.find(
    (other) =>
      other.effect === policy.effect &&
      covers(other, policy) &&
      !((order.get(other) ?? 0) > at && covers(policy, other)),
  );
  return same === undefined
    ? []
    : [warning("unreachable", pointer, `\`${same.policy_id}\` already covers this`)];
}

function unknownRoles(policy: PolicyDocument, at: number, { roles }: PolicyState): readonly Finding[] {
  return policy.subjects.flatMap((subject, i) => {
    const name = subject.startsWith("role:") ? subject.slice("role:".length) : null;
    if (name === null || isBuiltInRole(name) || roles.some((role) => role.name === name)) return [];
    return [warning("unknown_role", `/policies/${at}/subjects/${i}`, `there is no role \`${name}\``)];
  });
}
