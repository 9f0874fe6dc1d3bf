// The engines of the policy benchmark, each given the same rules in its own form, loaded once. Each answers whether an ask
// is allowed; what a request needs in an engine's form is part of asking it, except for ours, which takes it as it is.

import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { createMongoAbility, subject } from "@casl/ability";
import { newEnforcer, newModelFromString } from "casbin";
import { compilePolicies } from "../../src/policy/compile/compile.ts";
import { decideAccess } from "../../src/policy/decide-access.ts";
import { toCedar } from "../../src/policy/cedar/to-cedar.ts";
import { BUSINESS_HOURS, HOUR, toPolicyState, toRequest, type Ask, type Rule } from "./policy-cases.ts";

export interface Engine {
  readonly name: string;
  readonly load: (rules: readonly Rule[]) => Promise<Loaded>;
}

export interface Loaded {
  /** The asks in the engine's own form, so that building them is not timed. */
  readonly prepare: (asks: readonly Ask[]) => readonly (() => boolean)[];
}

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

const CASL: Engine = {
  name: "casl",
  load: async (rules) => {
    // A later rule wins: denials come last.
    const ordered = [...rules].sort((a, b) => Number(a.effect === "deny") - Number(b.effect === "deny"));
    const [from, before] = BUSINESS_HOURS;
    const ability = createMongoAbility(
      ordered.map(({ actions, environment, clearance, group, effect }) => ({
        action: [...actions] as string[],
        subject: "request",
        inverted: effect === "deny",
        conditions: {
          environment,
          groups: group,
          clearance: { $gte: clearance },
          hour: { $gte: from, $lt: before },
        },
      })),
    );
    return {
      prepare: (asks) =>
        asks.map(({ groups, action, environment, clearance }) => {
          const about = subject("request", { groups, environment, clearance, hour: HOUR });
          return () => ability.can(action, about);
        }),
    };
  },
};

export const PEERS: readonly Engine[] = [CEDAR, CASBIN, CASL];
