// The engines of the policy benchmark, each given the same rules in its own form. What an engine is asked with is made
// beforehand. OPA-wasm is missing: only OPA's own program compiles Rego to it, and no package of this project's registry
// carries that program.

import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString } from "casbin";
import { compilePolicies } from "../../src/policy/compile/compile.ts";
import { decideAccess } from "../../src/policy/decide-access.ts";
import { toCedar } from "../../src/policy/cedar/to-cedar.ts";
import { CASL } from "./policy-casl.ts";
import { BUSINESS_HOURS, HOUR, toPolicyState, toRequest, type Ask } from "./policy-cases.ts";
import type { Engine } from "./policy-engine.ts";

export const OURS: Engine = {
  name: "ours",
  load: async (rules) => {
    const compiled = compilePolicies(toPolicyState(rules));
    return {
      prepare: (asks) =>
        asks.map((ask) => {
          const request = toRequest(ask);
          return () => decideAccess(compiled, request).effect === "allow";
        }),
    };
  },
};

const CEDAR: Engine = {
  name: "cedar-wasm",
  load: async (rules) => {
    const all = Object.entries(toCedar(toPolicyState(rules)).policies);
    const policies = Object.fromEntries(all.filter(([id]) => id.startsWith("policy:")));
    const staticPolicies = policies as unknown as Record<string, cedar.PolicyJson>;
    const id = `bench-${rules.length}`;
    const parsed = cedar.preparsePolicySet(id, { staticPolicies });
    if (parsed.type === "failure") throw new Error(JSON.stringify(parsed.errors));
    return { prepare: (asks) => asks.map((ask) => () => askCedar(cedarCall(ask, id))) };
  },
};

function cedarCall(
  { user, groups, action, environment, clearance }: Ask,
  id: string,
): cedar.StatefulAuthorizationCall {
  const principal = { type: "User", id: user };
  const resource = { type: "Resource", id: "asked" };
  const parents = groups.map((group) => ({ type: "Group", id: group }));
  return {
    principal,
    resource,
    action: { type: "Action", id: action },
    context: { hour_of_day: HOUR },
    preparsedPolicySetId: id,
    entities: [
      { uid: principal, attrs: { clearance }, parents },
      { uid: resource, attrs: { environment }, parents: [] },
    ],
  };
}

function askCedar(call: cedar.StatefulAuthorizationCall): boolean {
  const answer = cedar.statefulIsAuthorized(call);
  if (answer.type === "failure") throw new Error(JSON.stringify(answer.errors));
  return answer.response.decision === "allow";
}

const CASBIN_MODEL = `
[request_definition]
r = groups, act, env, clearance, hour
[policy_definition]
p = group, act, env, clearance, from, before, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && r.env == p.env && holds(r.groups, p.group) && r.clearance >= p.clearance && r.hour >= p.from && r.hour < p.before
`;

const CASBIN: Engine = {
  name: "casbin",
  load: async (rules) => {
    const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL));
    await enforcer.addFunction("holds", (groups: readonly string[], group: string) => groups.includes(group));
    const hours = BUSINESS_HOURS.map(String);
    const lines = rules.flatMap(({ group, actions, environment, clearance, effect }) =>
      actions.map((action) => [group, action, environment, String(clearance), ...hours, effect]),
    );
    await enforcer.addPolicies(lines);
    return {
      prepare: (asks) =>
        asks.map(
          ({ groups, action, environment, clearance }) =>
            () =>
              enforcer.enforceSync(groups, action, environment, clearance, HOUR),
        ),
    };
  },
};

export const PEERS: readonly Engine[] = [CEDAR, CASBIN, ...CASL];
