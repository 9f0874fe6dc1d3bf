// All usage of a tenant as of now: what its object has counted, and what its shards hold that is not counted yet.
// INVARIANT: as with queries, shards are read first; what was told in between is known by the object's marks and taken once.

import { loadMarks, readUsage, type HourOfUsage, type UsageRange } from "../../finops/store/usage.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { shardAt } from "../stubs.ts";
import type { LinesByHour } from "./batch-lines.ts";
import { uncountedUsage } from "./pending-usage.ts";

export interface UsageRim {
  readonly store: ObjectStore;
  readonly placement: Placement;
}

/** A flush between the reading of a shard and of the object makes them disagree: then both are read again. */
const MOST_READS = 5;

/** `internal.unavailable` when shards flush at every read. */
export async function readUsageNow(rim: UsageRim, range: UsageRange): Promise<Result<HourOfUsage[]>> {
  const uncounted = await readUncounted(rim);
  if (!uncounted.ok) return uncounted;
  const hours = uncounted.value.flatMap((usage) => hoursOf(usage));
  const within = hours.filter(({ hour }) => hour >= range.fromHour && hour < range.toHour);
  return ok([...readUsage(rim.store.db, range), ...within].sort((one, other) => one.hour - other.hour));
}

/** What shards hold that the object has not counted, as of the moment at which this returns. */
export async function readUncounted({ store, placement }: UsageRim): Promise<Result<LinesByHour[]>> {
  for (let reads = 0; reads < MOST_READS; reads++) {
    const state = loadState(store.db);
    if (state === null) return failed(fault("tenant.unknown"));
    const pending = await Promise.all(
      state.shards.map(async (shard) => shardAt(placement, state.tenant, shard).pendingUsage()),
    );
    const marks = loadMarks(store.db);
    const uncounted = pending.map((told, at) => uncountedUsage(state.shards[at] ?? 0, told, marks));
    if (uncounted.every((usage) => usage !== null)) return ok(uncounted.flat());
  }
  return failed(fault("internal.unavailable", "shards were flushed at every read"));
}

const hoursOf = (usage: LinesByHour): HourOfUsage[] =>
  Object.entries(usage).map(([hour, lines]) => ({ hour: Number(hour), lines }));
