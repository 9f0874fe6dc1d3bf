// What an alarm of a shard does, in order: finish what a crash left, flush what is pending, merge a little, collect
// garbage. A merge is long work, so one alarm does few of them and comes again.

import { SIGNAL_NAMES, type Signal } from "../../telemetry/index.ts";
import { flush, planFlush } from "./flush.ts";
import { collectGarbage, nextGarbageMs } from "./garbage.ts";
import { loadIntents, type Intent } from "./intents.ts";
import { merge, planMerge } from "./merge.ts";
import { RETRY_WINDOW_MS } from "./recent-requests.ts";
import type { ShardRim } from "./shard-rim.ts";
import { sweep } from "./sweep.ts";
import { forgetFlushes, pendingSignals, readBacklog, unreportedFlushes } from "./shard-store.ts";

/** LIMIT: an alarm may run 15 minutes; a flush takes about a second. */
const MOST_FLUSHES = 20;
const MOST_MERGES = 2;

export async function workOnBlocks(rim: ShardRim): Promise<void> {
  const touched = new Map<Signal, Set<string>>();
  const note = (signal: Signal, day: string): void => {
    touched.set(signal, (touched.get(signal) ?? new Set()).add(day));
  };
  for (const intent of loadIntents(rim.storage.sql)) await finish(rim, intent, note);
  await flushPending(rim, note);
  await mergeSome(rim, touched);
  await collectGarbage(rim.storage.sql, rim.bucket, rim.nowMs);
  forgetFlushes(rim.storage.sql, rim.nowMs - RETRY_WINDOW_MS);
}

type Note = (signal: Signal, day: string) => void;

async function finish(rim: ShardRim, intent: Intent, note: Note): Promise<void> {
  if (intent.kind === "merge") return merge(rim, intent);
  if (intent.kind === "sweep") return sweep(rim, intent);
  for (const block of await flush(rim, intent)) note(block.signal, block.day);
}

/** What comes in meanwhile is the next alarm's: a shard that is always written to would never come to an end. */
async function flushPending(rim: ShardRim, note: Note): Promise<void> {
  for (let flushes = 0; flushes < MOST_FLUSHES && !rim.isHeld(); flushes++) {
    const [signal] = pendingSignals(rim.storage.sql, rim.nowMs);
    const intent = signal === undefined ? null : planFlush(rim.storage.sql, signal);
    if (intent === null) return;
    await finish(rim, intent, note);
  }
}

async function mergeSome(rim: ShardRim, touched: ReadonlyMap<Signal, ReadonlySet<string>>): Promise<void> {
  for (const signal of SIGNAL_NAMES) {
    const days = [...(touched.get(signal) ?? [])];
    for (let merges = 0; merges < MOST_MERGES && !rim.isHeld(); merges++) {
      const intent = await planMerge(rim, signal, days);
      if (intent === null) break;
      await merge(rim, intent);
    }
  }
}

/** Is everything that came in in blocks of the catalog, and told to the tenant object? */
export function isSettled(sql: SqlStorage): boolean {
  const isFlushed = readBacklog(sql).oldestMs === null && loadIntents(sql).length === 0;
  return isFlushed && unreportedFlushes(sql).length === 0;
}

export interface AlarmTimes {
  readonly flushAfterMs: number;
  readonly retryMs: number;
  readonly nowMs: number;
}

/** The next time there is something to do, or null. */
export function nextAlarmMs(sql: SqlStorage, times: AlarmTimes): number | null {
  const { oldestMs } = readBacklog(sql);
  const candidates = [
    oldestMs === null ? null : Math.max(oldestMs + times.flushAfterMs, times.nowMs),
    nextGarbageMs(sql),
    unreportedFlushes(sql).length > 0 || loadIntents(sql).length > 0 ? times.nowMs + times.retryMs : null,
  ].filter((candidate) => candidate !== null);
  return candidates.length === 0 ? null : Math.min(...candidates);
}
