// All that the edge needs to decide for a tenant, at one epoch. Crosses the object's RPC as plain data; compiled once when
// it arrives in an isolate, and immutable from then on.

import type { LimitOverrides, Tenant } from "../directory/index.ts";
import type { KeyRecord } from "../identity/index.ts";
import type { KeyRing } from "../kernel/wrapped-key.ts";
import { policyStateOf, type AccessState } from "./access-state.ts";
import { compilePolicies, policyStateBytes, type CompiledPolicies } from "./compile/compile.ts";

/**
 * What the privacy domain has the edge carry (src/privacy/store): the rules that the tenant has set, and the key that its
 * tokens are made with, in hexadecimal; null where a master key is missing that opens it. Policy decides nothing by it.
 */
export interface BundledPrivacy {
  readonly version: number;
  readonly rules: unknown;
  readonly hashKey: string | null;
}

/** How many shards took the tenant's telemetry, and until when a request of that time may be repeated. */
export interface FormerLayout {
  readonly shards: number;
  readonly untilMs: number;
}

/** Under which labels telemetry says whom it is charged to, as the tenant has declared them. Policy decides nothing by it. */
export interface AttributionLabels {
  /** The first of them that is said counts. */
  readonly team: readonly string[];
  readonly environment: readonly string[];
  readonly tags: readonly string[];
}

/** Which telemetry a budget's stop refuses: all that says everything of it. */
export interface StopMatch {
  readonly signals: readonly string[];
  readonly teams?: readonly string[];
  readonly service?: string;
  readonly environment?: string;
  readonly key?: string;
  readonly tag?: readonly [name: string, value: string];
}

/** A budget that is used up. */
export interface BudgetStop {
  readonly budgetId: string;
  readonly name: string;
  /** What is not taken any more; null when writes go on. */
  readonly writes: StopMatch | null;
}

export interface Bundle {
  readonly epoch: number;
  readonly tenant: Tenant;
  readonly keys: Readonly<Record<string, KeyRecord>>;
  readonly access: AccessState;
  readonly privacy: BundledPrivacy;
  /** What the tenant's silo is sealed with, wrapped; empty for a tenant that never was in one. */
  readonly siloKeys: KeyRing;
  /** What an operator has set for this tenant in place of its tier's limits. */
  readonly limits: LimitOverrides;
  readonly formerLayouts: readonly FormerLayout[];
  /** Labels that are full of values, by telemetry's `labelKey`: nothing new of them is admitted without asking. */
  readonly fullLabels: readonly string[];
  readonly attribution: AttributionLabels;
  readonly stops: readonly BudgetStop[];
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
