// The shard's leases of budgets: what it may still take before it has to ask. Kept in memory only: an object that is lost asks
// again and tells what it has stored, from which the tenant object knows what its lease came to.
// INVARIANT: nothing that a gate counts is stored without a lease of which something is left; the request that uses the rest
// up is the last one. The same synchronous piece of work judges, stores and counts.

import { costUnder, isRefusable, type Gate, type GrantedLease, type WantedLease } from "../finops/gate.ts";
import type { Append } from "../tenant-api.ts";

interface Lease {
  readonly version: number;
  readonly untilMs: number;
  left: bigint;
}

export interface BudgetLeases {
  /** Leases of gates that stayed as they are go on. */
  setGates(gates: readonly Gate[]): void;
  /** The leases that the request needs and that are missing or used up. */
  missing(request: Append, nowMs: number): WantedLease[];
  /** Once it is stored. */
  spend(request: Append): void;
  accept(leases: readonly GrantedLease[]): void;
  /** From now on nothing is left of any. */
  giveBack(): void;
}

export function createBudgetLeases(known: readonly Gate[]): BudgetLeases {
  let gates = known;
  const leases = new Map<string, Lease>();
  return {
    setGates(told) {
      gates = told;
      for (const [id, { version }] of leases)
        if (!told.some((gate) => gate.id === id && gate.version === version)) leases.delete(id);
    },
    missing(request, nowMs) {
      return gates.flatMap((gate) => {
        const lease = leases.get(gate.id);
        if (lease !== undefined && lease.left > 0n && nowMs < lease.untilMs) return [];
        if (!isRefusable(gate, request.batches, request.keyId)) return [];
        const needed = costUnder(gate, request.batches, request.keyId);
        return needed > 0n ? [{ id: gate.id, version: gate.version, needed: String(needed) }] : [];
      });
    },
    spend(request) {
      for (const gate of gates) {
        const lease = leases.get(gate.id);
        if (lease !== undefined) lease.left -= costUnder(gate, request.batches, request.keyId);
      }
    },
    accept(granted) {
      for (const { id, version, amount, untilMs } of granted)
        leases.set(id, { version, untilMs, left: BigInt(amount) });
    },
    giveBack: () => leases.clear(),
  };
}
