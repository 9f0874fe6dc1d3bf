// The shard asks its tenant object for leases of budgets, one question at a time: who waits meanwhile looks again whether the
// answer is good for it too.

import type { Fault } from "../../kernel/fault.ts";
import { fault } from "../../kernel/fault.ts";
import type { Placement } from "../../residency/store/placement.ts";
import type { Gate, WantedLease } from "../finops/gate.ts";
import { readPending } from "../finops/pending-usage.ts";
import { tenantAt } from "../stubs.ts";
import { createBudgetLeases, type BudgetLeases } from "./budget-leases.ts";
import type { ShardState } from "./shard-store.ts";

/** Leases that have to be asked for before the request can be taken. */
export interface Unpaid {
  readonly missing: readonly WantedLease[];
}

export interface LeaseRefusal {
  readonly fault: Fault;
  /** That the shard stood at when it was refused: a request of an older one is to be decided again. */
  readonly epoch: number;
}

export interface Lessor {
  readonly leases: BudgetLeases;
  /** Null when there is an answer to look at; else why the request cannot be taken. */
  ask(missing: readonly WantedLease[]): Promise<LeaseRefusal | null>;
}

export interface LessorRim {
  readonly placement: Placement;
  readonly sql: SqlStorage;
  readonly state: () => ShardState | null;
  readonly learn: (gates: readonly Gate[]) => void;
}

export function openLessor(rim: LessorRim): Lessor {
  const leases = createBudgetLeases([]);
  let asking: Promise<LeaseRefusal | null> | null = null;
  return {
    leases,
    async ask(missing) {
      if (asking !== null) {
        await asking.catch(() => null);
        return null;
      }
      asking = askOnce(rim, leases, missing).finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}

async function askOnce(
  { placement, sql, state, learn }: LessorRim,
  leases: BudgetLeases,
  wanted: readonly WantedLease[],
): Promise<LeaseRefusal | null> {
  const known = state();
  if (known === null) return null;
  // Nothing is left of these, so that what is told now is all that they came to.
  const request = { shard: known.shard, wanted, pending: readPending(sql) };
  const answer = await tenantAt(placement, known.tenant).leaseBudgets(request);
  const epoch = (): number => state()?.epoch ?? 0;
  if (!answer.ok) return { fault: answer.fault, epoch: epoch() };
  if (answer.value.kind === "granted") leases.accept(answer.value.leases);
  if (answer.value.kind === "gates") learn(answer.value.gates);
  if (answer.value.kind !== "stopped") return null;
  const detail = `used up: \`${answer.value.budget}\``;
  return { fault: fault("finops.budget_stopped", detail), epoch: epoch() };
}
