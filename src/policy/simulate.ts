// What a draft would change: recorded requests decided by the draft and by what is in force. Deciding again what was
// recorded must give what was recorded; where it does not, the set in force is not the one that decided then.

import type { AccessRequest } from "./access-request.ts";
import type { CompiledPolicies } from "./compile/compile.ts";
import { decideAccess, type AccessDecision } from "./decide-access.ts";

export interface RecordedDecision {
  readonly request: AccessRequest;
  readonly effect: "allow" | "deny";
  /** How often it was asked. */
  readonly count: number;
}

/** One principal's change for one action on one resource: requests that differ in their circumstances only are one. */
export interface Change {
  /** The first of them that was recorded. */
  readonly request: AccessRequest;
  /** How often it was asked. */
  readonly count: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface Changes {
  /** Distinct requests, and how often they were asked in all. */
  readonly requests: number;
  readonly decisions: number;
  readonly principals: number;
  /** The most often asked first; at most MOST_LISTED. */
  readonly listed: readonly Change[];
}

export interface Simulation {
  readonly requests: number;
  readonly decisions: number;
  readonly gained: Changes;
  readonly lost: Changes;
  /** Allowed before and after, but on other rows. */
  readonly filtered: Changes;
  /** Recorded otherwise than the set in force decides now. */
  readonly disagreements: number;
}

const MOST_LISTED = 100;

interface Compared {
  readonly recorded: RecordedDecision;
  readonly before: AccessDecision;
  readonly after: AccessDecision;
}

export function simulate(
  draft: CompiledPolicies,
  current: CompiledPolicies,
  recorded: readonly RecordedDecision[],
): Simulation {
  const compared = recorded.map((one) => ({
    recorded: one,
    before: decideAccess(current, one.request),
    after: decideAccess(draft, one.request),
  }));
  const where = (before: string, after: string): readonly Compared[] =>
    compared.filter((one) => one.before.effect === before && one.after.effect === after);
  return {
    requests: recorded.length,
    decisions: recorded.reduce((sum, { count }) => sum + count, 0),
    gained: toChanges(where("deny", "allow")),
    lost: toChanges(where("allow", "deny")),
    filtered: toChanges(where("allow", "allow").filter((one) => rowsOf(one.before) !== rowsOf(one.after))),
    disagreements: compared.filter((one) => one.before.effect !== one.recorded.effect).length,
  };
}

const rowsOf = ({ rowFilter }: AccessDecision): string => JSON.stringify(rowFilter);

function toChanges(compared: readonly Compared[]): Changes {
  const alike = Map.groupBy(compared, nameOf);
  const changes = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { recorded, before, after } = first;
    return [
      { request: recorded.request, count: countOf(group), before: before.reasons, after: after.reasons },
    ];
  });
  return {
    requests: compared.length,
    decisions: countOf(compared),
    principals: new Set(compared.map(({ recorded: { request } }) => principalOf(request))).size,
    listed: changes.sort((a, b) => b.count - a.count).slice(0, MOST_LISTED),
  };
}

const countOf = (compared: readonly Compared[]): number =>
  compared.reduce((sum, { recorded }) => sum + recorded.count, 0);

const principalOf = ({ principal }: AccessRequest): string => `${principal.kind}:${principal.id}`;

function nameOf({ recorded: { request }, before, after }: Compared): string {
  const { action, resource } = request;
  return JSON.stringify([principalOf(request), action, resource, before.reasons, after.reasons]);
}
