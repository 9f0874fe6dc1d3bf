// A tenant under attack: isolates that hold the epochs of their bundles, and a trace of every operation that one of them
// sent. An operation is late when it was sent under an epoch that an acknowledged change had already ended.

import type { Tenant } from "../../src/directory/index.ts";
import { parseKey } from "../../src/identity/index.ts";
import type { KeyId } from "../../src/kernel/ids.ts";
import type { Result } from "../../src/kernel/result.ts";
import type { Envelope } from "../../src/tenant/index.ts";
import { ISOLATES, type OperationKind } from "./new-enemy-plan.ts";
import { installWitnesses } from "./new-enemy-witness.ts";
import { envelopeOf, stateOf } from "./objects.ts";
import type { World } from "./world.ts";

/**
 * `lost`: the call threw, so nobody knows. `unconfirmed`: stored, but a shard has not confirmed what is pending.
 * `empty`: read from a shard that was never written to, and so defends nothing.
 */
export type Outcome = "done" | "stale" | "refused" | "unconfirmed" | "lost" | "empty";

export interface Trace {
  readonly id: string;
  readonly kind: OperationKind;
  readonly shard: number;
  readonly epoch: number;
  readonly isLate: boolean;
  outcome: Outcome | null;
}

export interface Arena {
  readonly tenant: Tenant;
  readonly adminId: KeyId;
  /** The epoch that each isolate decides at. */
  readonly isolates: number[];
  /** The newest epoch that a caller was told is in force. */
  acknowledged: number;
  /** In order of the numbers of their ids, which begin with 1. */
  readonly traces: Trace[];
  /** The shards that are known to have come to life. */
  readonly written: Set<number>;
  /** What the changes have made so far. */
  openKey: KeyId | null;
  changes: number;
  hasPolicy: boolean;
  hasGrant: boolean;
  isSuspended: boolean;
  isEnterprise: boolean;
}

export async function openArena({ tenant, admin }: World): Promise<Arena> {
  await installWitnesses(tenant);
  const { epoch } = await stateOf(tenant);
  const adminId = parseKey(admin)?.keyId;
  if (adminId === undefined) throw new Error("the world has no admin");
  return {
    tenant,
    adminId,
    isolates: Array.from({ length: ISOLATES }, () => epoch),
    acknowledged: epoch,
    traces: [],
    written: new Set(),
    openKey: null,
    changes: 0,
    hasPolicy: false,
    hasGrant: false,
    isSuspended: false,
    isEnterprise: false,
  };
}

/** An id with a number: prefix and 20 characters, as the gateway's own. */
export const numberedId = (prefix: "req" | "key", number: number): string =>
  `${prefix}_${String(number).padStart(20, "0")}`;

export function acknowledge(arena: Arena, epoch: number): void {
  arena.acknowledged = Math.max(arena.acknowledged, epoch);
}

/** An envelope of the admin's key, as the edge seals it. */
export function sealed(arena: Arena, decidedAt: Envelope["decidedAt"], requestId: string): Envelope {
  return envelopeOf({ decidedAt, actor: { kind: "key", id: arena.adminId }, requestId });
}

export function outcomeOf(answer: Result<unknown>): Outcome {
  if (answer.ok) return "done";
  if (answer.fault.code === "policy.stale") return "stale";
  return answer.fault.code === "internal.unavailable" ? "unconfirmed" : "refused";
}
