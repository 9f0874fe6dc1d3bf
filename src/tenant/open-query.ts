// A query's permission to run: fenced, given one of the tenant's slots, and on the record.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { bindCommand, type CommandInputs } from "./commands.ts";
import { commit } from "./commit.ts";
import { isStale, type Envelope } from "./envelope.ts";
import type { ObjectParts } from "./object-parts.ts";
import { openBudgets, queryStop } from "./finops/budget-book.ts";
import { loadState, type ObjectState } from "./object-store.ts";

/** The shards to ask. The slot is held until it is given back under the same `leaseId`, or its time is over. */
export function openQuery(
  { store, slots, desk }: ObjectParts,
  access: CommandInputs["access.record"],
  envelope: Envelope & { readonly leaseId: string },
): Result<ObjectState["shards"]> {
  const state = loadState(store.db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  if (isStale(envelope.decidedAt, state.epoch)) return failed(fault("policy.stale"));
  const budget = queryStop(openBudgets(store.db, store.clock()), envelope.actor.id, store.clock());
  if (budget !== null) return failed(fault("finops.budget_stopped", `the budget \`${budget}\` is used up`));
  const slot = slots.take(envelope.leaseId, desk.limits(state), store.clock());
  if (!slot.ok) return slot;
  const recorded = commit(store, envelope, bindCommand("access.record", access));
  if (recorded.ok) return ok(state.shards);
  slots.giveBack(envelope.leaseId);
  return recorded;
}
