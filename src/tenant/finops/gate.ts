// A gate: what a shard has to hold a lease of before it takes telemetry that a budget counts. And the words in which shards and
// the tenant object speak of leases. Amounts are decimal text of whole numbers: they are larger than a double can count.

import type { StopMatch } from "../../policy/index.ts";
import { SIGNAL_METERS } from "../../finops/index.ts";
import { isMatched } from "../../telemetry/index.ts";
import type { Batch } from "../tenant-api.ts";
import type { PendingUsage } from "./pending-usage.ts";

export interface Gate {
  readonly id: string;
  /** A lease is of one version: a budget that was changed is asked for anew. */
  readonly version: number;
  /** What it counts. */
  readonly match: StopMatch;
  /** What it stops: all that it counts, or chosen teams. Only that waits for a lease. */
  readonly refuses: readonly StopMatch[];
  /** By meter, what a part of it comes to at most. */
  readonly weights: Readonly<Record<string, string>>;
}

export interface WantedLease {
  readonly id: string;
  readonly version: number;
  /** What the request at hand comes to. */
  readonly needed: string;
}

export interface LeaseRequest {
  readonly shard: number;
  readonly wanted: readonly WantedLease[];
  readonly pending: PendingUsage;
}

export interface GrantedLease {
  readonly id: string;
  readonly version: number;
  readonly amount: string;
  /** The period's end. */
  readonly untilMs: number;
}

export type LeaseAnswer =
  | { readonly kind: "granted"; readonly leases: readonly GrantedLease[] }
  /** What the shard told of itself is out of date: it asks again. */
  | { readonly kind: "again" }
  /** The budgets are others than the shard knows. */
  | { readonly kind: "gates"; readonly gates: readonly Gate[] }
  | { readonly kind: "stopped"; readonly budget: string };

/** What a request's batches come to under a gate. */
export function costUnder(gate: Gate, batches: readonly Batch[], key: string): bigint {
  let cost = 0n;
  for (const part of partsOf(batches, key)) {
    if (!isMatched(gate.match, part)) continue;
    const { rows, bytes } = SIGNAL_METERS[part.signal];
    cost += BigInt(part.rows) * BigInt(gate.weights[rows] ?? 0);
    cost += BigInt(part.bytes) * BigInt(gate.weights[bytes] ?? 0);
  }
  return cost;
}

/** Does it hold anything that the gate stops? */
export function isRefusable({ refuses }: Gate, batches: readonly Batch[], key: string): boolean {
  for (const part of partsOf(batches, key)) if (refuses.some((match) => isMatched(match, part))) return true;
  return false;
}

function* partsOf(batches: readonly Batch[], key: string) {
  for (const { signal, rows: all, usage } of batches) {
    for (const [service, team, environment, tags, rows, bytes] of usage ?? [
      ["", "", "", {}, all, 0] as const,
    ])
      yield { signal, key, service, team, environment, tags, rows, bytes };
  }
}
