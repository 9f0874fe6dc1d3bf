// Policies that never matter, because an unconditional one applies wherever they do: an allow that a denial takes away
// whole, a policy that another of its effect already covers.

import type { PolicyDocument } from "../policy-document.ts";
import { covers, isUnconditional } from "./covers.ts";
import { spend, type Effort } from "./effort.ts";
import { warning, type Finding } from "./finding.ts";

/** Unconditional policies by subject: who covers a policy names its first subject, or `*`. */
type WideIndex = ReadonlyMap<string, readonly PolicyDocument[]>;

const EVERYBODY = "*";
const firstSubjectOf = ({ subjects }: PolicyDocument): string => subjects[0] ?? EVERYBODY;

/** Those of `policies` that could outweigh one of `judged`. */
export function indexWide(policies: readonly PolicyDocument[], judged: readonly PolicyDocument[]): WideIndex {
  const index = new Map<string, PolicyDocument[]>(
    [EVERYBODY, ...judged.map(firstSubjectOf)].map((subject) => [subject, []]),
  );
  for (const policy of policies) {
    if (!isUnconditional(policy)) continue;
    for (const subject of policy.subjects) {
      const known = index.get(subject);
      if (known !== undefined && known.at(-1) !== policy) known.push(policy);
    }
  }
  return index;
}

export interface Rivals {
  readonly wide: WideIndex;
  readonly order: ReadonlyMap<PolicyDocument, number>;
  readonly effort: Effort;
}

const STEPS_PER_COMPARISON = 20;

function stepsOf(wide: PolicyDocument, narrow: PolicyDocument): number {
  const subjects = wide.subjects.length * narrow.subjects.length;
  const resources = wide.resources.length * narrow.resources.length;
  return STEPS_PER_COMPARISON + subjects + resources + wide.actions.length + narrow.actions.length;
}

export function outweighed(policy: PolicyDocument, { wide, order, effort }: Rivals): readonly Finding[] {
  const at = order.get(policy) ?? 0;
  const isCovering = (other: PolicyDocument): boolean =>
    spend(effort, stepsOf(other, policy)) && covers(other, policy);
  // Of two that cover each other the later one is told.
  const isTold = (other: PolicyDocument): boolean => (order.get(other) ?? 0) > at && covers(policy, other);
  const find = (isRival: (other: PolicyDocument) => boolean): PolicyDocument | undefined => {
    if (effort.left <= 0) return undefined;
    const names = new Set([EVERYBODY, firstSubjectOf(policy)]);
    return [...names].map((name) => wide.get(name)?.find(isRival)).find((rival) => rival !== undefined);
  };
  const pointer = `/policies/${at}`;
  const denying =
    policy.effect === "allow" ? find((other) => other.effect === "deny" && isCovering(other)) : undefined;
  if (denying !== undefined)
    return [warning("shadowed", pointer, `\`${denying.policy_id}\` denies all that this allows`)];
  const same = find((other) => other.effect === policy.effect && isCovering(other) && !isTold(other));
  return same === undefined
    ? []
    : [warning("unreachable", pointer, `\`${same.policy_id}\` already covers this`)];
}
