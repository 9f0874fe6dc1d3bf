// A tenant's roles, grants and policies, compiled at an epoch into something immutable that decides without I/O. Made of
// documents that were parsed: what does not compile is a bug.

import { parseNetwork, type Network } from "../cidr.ts";
import type { PolicySet } from "../policy-document.ts";
import { openZone, type Zone } from "../zone.ts";
import { compilePolicy } from "./compile-policy.ts";
import { compileGrants, compileRoles, type CompiledRole, type GrantIndex } from "./compile-roles.ts";
import { indexPolicies, type PolicyIndex } from "./policy-index.ts";

export interface PolicyState extends PolicySet {
  /** An IANA name; hours and days are told in it. */
  readonly timeZone: string;
  /** CIDR networks behind `context.from_trusted_network`. */
  readonly trustedNetworks: readonly string[];
}

export interface CompiledPolicies {
  readonly zone: Zone;
  readonly trusted: readonly Network[];
  readonly roles: ReadonlyMap<string, CompiledRole>;
  readonly grants: GrantIndex;
  readonly policies: PolicyIndex;
}

export const NO_POLICIES: PolicyState = {
  policies: [],
  roles: [],
  grants: [],
  timeZone: "UTC",
  trustedNetworks: [],
};

export function compilePolicies(state: PolicyState): CompiledPolicies {
  const zone = openZone(state.timeZone);
  if (zone === null) throw new TypeError(`a stored time zone is ${state.timeZone}`);
  const roles = compileRoles(state.roles);
  const shop = { zone, made: new Map() };
  return {
    zone,
    trusted: state.trustedNetworks.map(toNetwork),
    roles,
    grants: compileGrants(state.grants, roles),
    policies: indexPolicies(state.policies.map((document) => compilePolicy(document, shop))),
  };
}

function toNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (network === null) throw new TypeError(`a stored network is ${text}`);
  return network;
}

/** An estimate of what a compiled set holds in memory: closures and index entries weigh about four times the documents. */
export function policyStateBytes(state: PolicyState): number {
  const chars = JSON.stringify(state).length;
  return 4_096 + 4 * chars;
}
