// All that the edge needs to decide for a tenant, at one epoch. Crosses the object's RPC as plain data; compiled once when
// it arrives in an isolate, and immutable from then on.

import type { Tenant } from "../directory/index.ts";
import type { KeyRecord } from "../identity/index.ts";
import { policyStateOf, type AccessState } from "./access-state.ts";
import { compilePolicies, policyStateBytes, type CompiledPolicies } from "./compile/compile.ts";

export interface Bundle {
  readonly epoch: number;
  readonly tenant: Tenant;
  readonly keys: Readonly<Record<string, KeyRecord>>;
  readonly access: AccessState;
}

export interface CompiledBundle extends Bundle {
  readonly compiled: CompiledPolicies;
}

export function compileBundle(bundle: Bundle): CompiledBundle {
  return { ...bundle, compiled: compilePolicies(policyStateOf(bundle.access)) };
}

/** An estimate of what a bundle holds in memory, for the cache's bound: about 1 KB a key or user. */
export function bundleBytes({ keys, access }: Bundle): number {
  const holders = Object.keys(keys).length + access.users.length;
  return 2_048 + 1_024 * holders + policyStateBytes(policyStateOf(access));
}
