// The rules and requests that every engine of the policy benchmark is given: an access control list of the kind tenants
// write and of the shape of the brief's example: a group, two actions, an environment, business hours and a clearance. A
// tenth of the rules deny.

import type { AccessRequest } from "../../src/policy/access-request.ts";
import type { Action } from "../../src/policy/actions.ts";
import type { PolicyState } from "../../src/policy/compile/compile.ts";

export interface Rule {
  readonly id: string;
  readonly effect: "allow" | "deny";
  readonly group: string;
  readonly actions: readonly Action[];
  readonly environment: string;
  /** The least clearance for which it applies. */
  readonly clearance: number;
}

export interface Ask {
  readonly user: string;
  readonly groups: readonly string[];
  readonly action: Action;
  readonly environment: string;
  readonly clearance: number;
}

const ACTIONS: readonly Action[] = [
  ...([
    "metrics:read",
    "metrics:write",
    "logs:read",
    "traces:read",
    "dashboards:view",
    "data:export",
  ] as const),
];
const ENVIRONMENTS = ["production", "staging", "development"];
const POLICIES_PER_GROUP = 5;
const GROUPS_PER_USER = 3;
export const BUSINESS_HOURS: readonly [number, number] = [9, 17];
/** The hour of every ask, in UTC. */
export const HOUR = 12;
const NOON_MS = Date.UTC(2026, 5, 10, HOUR);

const at = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

export function makeRules(count: number): readonly Rule[] {
  const groups = Math.max(1, Math.floor(count / POLICIES_PER_GROUP));
  return Array.from({ length: count }, (_, i) => ({
    id: `rule-${i}`,
    effect: i % 10 === 9 ? "deny" : "allow",
    group: `group-${i % groups}`,
    actions: [at(ACTIONS, Math.floor(i / groups) + i), at(ACTIONS, Math.floor(i / groups) + i + 2)],
    environment: at(ENVIRONMENTS, i * 7),
    clearance: i % 4,
  }));
}

export function makeAsks(rules: readonly Rule[], count: number): readonly Ask[] {
  return Array.from({ length: count }, (_, i) => {
    const mine = Array.from({ length: GROUPS_PER_USER }, (__, j) => at(rules, i * 31 + j * 17));
    const target = at(mine, i);
    return {
      user: `user-${i}`,
      groups: [...new Set(mine.map(({ group }) => group))],
      action: i % 3 === 0 ? at(ACTIONS, i) : at(target.actions, i),
      environment: target.environment,
      clearance: i % 5,
    };
  });
}

export function toPolicyState(rules: readonly Rule[]): PolicyState {
  return {
    policies: rules.map(({ id, effect, group, actions, environment, clearance }) => ({
      policy_id: id,
      effect,
      subjects: [`group:${group}`],
      actions,
      resources: [`environment:${environment}`],
      conditions: [
        { attribute: "context.hour_of_day", operator: "between", value: BUSINESS_HOURS },
        { attribute: "principal.clearance", operator: "greater_or_equal", value: clearance },
      ],
    })),
    roles: [],
    grants: [],
    timeZone: "UTC",
    trustedNetworks: [],
  };
}

export function toRequest({ user, groups, action, environment, clearance }: Ask): AccessRequest {
  return {
    principal: { kind: "user", id: user, roles: [], scopes: [], groups, clearance },
    action,
    resource: { type: "metric", environment },
    context: { timeMs: NOON_MS },
  };
}
