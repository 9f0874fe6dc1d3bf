// Short ways to write policies and requests in tests: what a test does not speak of is the plain case.

import type { AccessRequest, Circumstances, Resource, Subject } from "../../src/policy/access-request.ts";
import { ACTIONS, type Action } from "../../src/policy/actions.ts";
import {
  compilePolicies,
  NO_POLICIES,
  type CompiledPolicies,
  type PolicyState,
} from "../../src/policy/compile/compile.ts";
import { parsePolicySet } from "../../src/policy/parse/parse-set.ts";
import type { Conditions, PolicyDocument } from "../../src/policy/policy-document.ts";
import type { RowFilter } from "../../src/policy/row-filter.ts";

/** A Wednesday. */
export const NOON_MS = Date.UTC(2026, 5, 10, 12);

export interface Asked {
  readonly principal?: Partial<Subject>;
  readonly action?: Action;
  readonly resource?: Partial<Resource>;
  readonly context?: Partial<Circumstances>;
}

export function ask({ principal, action = "metrics:read", resource, context }: Asked = {}): AccessRequest {
  return {
    principal: { kind: "user", id: "ada", roles: [], scopes: [], ...principal },
    action,
    resource: { type: ACTIONS[action].kind, ...resource },
    context: { timeMs: NOON_MS, ...context },
  };
}

export function allowWhen(conditions: Conditions, rest: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    policy_id: "p",
    effect: "allow",
    subjects: ["*"],
    actions: ["*"],
    resources: ["*"],
    conditions,
    ...rest,
  };
}

/** Through the parser, as a tenant's documents are. */
export function compiledOf(state: Partial<PolicyState>): CompiledPolicies {
  const { policies = [], roles = [], grants = [] } = state;
  const parsed = parsePolicySet({ policies, roles, grants });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  return compilePolicies({ ...NO_POLICIES, ...state, ...parsed.value });
}

export function labelIs(label: string, value: string): RowFilter {
  return { label, operator: "equals", value, holds: true, ifMissing: false };
}
