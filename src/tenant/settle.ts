// A command from its commit to its acknowledgement.
// INVARIANT: a change that raised the epoch is acknowledged only once no living shard accepts the older one.

import { fault } from "../kernel/fault.ts";
import { failed, type Result } from "../kernel/result.ts";
import { bindCommand, type CommandInputs, type CommandName } from "./commands.ts";
import { commit, type Committed } from "./commit.ts";
import { doneWithin } from "./done-within.ts";
import type { Envelope } from "./envelope.ts";
import { loadState, type ObjectStore } from "./object-store.ts";
import { isPending, lastPending, type Outbox } from "./outbox.ts";

const PROJECTION_WAIT_MS = 2_000;

export interface Settling {
  readonly store: ObjectStore;
  readonly outbox: Outbox;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export async function commitAndSettle<N extends CommandName>(
  settling: Settling,
  command: { readonly name: N; readonly input: CommandInputs[N] },
  envelope: Envelope,
): Promise<Result<Committed>> {
  const { store, outbox, waitUntil } = settling;
  const before = loadState(store.db)?.epoch;
  const committed = commit(store, envelope, bindCommand(command.name, command.input));
  if (!committed.ok) return committed;
  // A repeated request settles too, with or without an idempotency key: the attempt before it may have died, or been
  // refused its acknowledgement. The shards' own reports wait for no other shard.
  const fence = envelope.actor.kind === "system" ? null : lastPending(store, "shards");
  if (fence !== null || committed.value.epoch !== before) return settle(settling, committed, fence ?? 0);
  waitUntil(outbox.drainAll());
  return committed;
}

/** The change stands; it is acknowledged once no shard accepts the older epoch. Otherwise the caller asks again. */
async function settle(
  { store, outbox, waitUntil }: Settling,
  committed: Result<Committed>,
  fence: number,
): Promise<Result<Committed>> {
  const all = outbox.drainAll();
  waitUntil(all);
  await outbox.drain("shards");
  // A drain that was under way may have looked before this change's effects were there: once more then.
  if (isPending(store, "shards", fence)) await outbox.drain("shards");
  // The directory shows the change a moment later; the acknowledgement does not hang on how long that moment is.
  await doneWithin(PROJECTION_WAIT_MS, all);
  if (!isPending(store, "shards", fence)) return committed;
  return failed(fault("internal.unavailable", "the change is stored but a shard has not confirmed it yet"));
}
