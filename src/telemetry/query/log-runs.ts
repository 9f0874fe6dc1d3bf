// Sorted runs of log records on their way into one order: the run with the next record stands first.
// INVARIANT: runs are compared by (time, shard, seq, row group, where they were found), as log search has it.

import { wordsToMs } from "../block/words.ts";
import type { LogPosition } from "./log-request.ts";
import type { SortedLogs } from "./sort-logs.ts";

export interface LogRunSource {
  readonly shard: number;
  /** The row group's place in its block. */
  readonly group: number;
  /** Tells apart what is alike in all else. */
  readonly place: number;
}

export interface LogRunState {
  readonly source: LogRunSource;
  readonly logs: SortedLogs;
  /** The next record; below the table's rows. */
  at: number;
}

/** Below 0 when the next record of the left one comes first. */
function compareRuns(left: LogRunState, right: LogRunState, isNewestFirst: boolean): number {
  const time = compareTimes(left, right);
  if (time !== 0) return isNewestFirst ? -time : time;
  const [a, b] = [left.source, right.source];
  return (
    a.shard - b.shard ||
    (left.logs.seqs[left.at] as number) - (right.logs.seqs[right.at] as number) ||
    a.group - b.group ||
    a.place - b.place
  );
}

function compareTimes({ logs: { words: a }, at: i }: LogRunState, { logs, at: j }: LogRunState): number {
  const b = logs.words;
  const high = (a[2 * i + 1] as number) - (b[2 * j + 1] as number);
  return high !== 0 ? high : ((a[2 * i] as number) >>> 0) - ((b[2 * j] as number) >>> 0);
}

/** Puts the first run, which went on to another record, where it belongs; the others are in order. */
export function sink(runs: LogRunState[], isNewestFirst: boolean): void {
  const [moved] = runs;
  if (moved === undefined) return;
  let at = 0;
  for (;;) {
    const next = runs[at + 1];
    if (next === undefined || compareRuns(moved, next, isNewestFirst) <= 0) break;
    runs[at++] = next;
  }
  runs[at] = moved;
}

/** Epoch milliseconds of the next record, rounded down. */
export const nextMs = ({ logs, at }: LogRunState): number => wordsToMs(logs.words, at);

/** Where the next record stands, but for its place among those that are equal. */
export function nextKey({ source, logs, at }: LogRunState): Omit<LogPosition, "ordinal"> {
  const [low, high] = [logs.words[2 * at] as number, logs.words[2 * at + 1] as number];
  const time = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return { time, shard: source.shard, seq: logs.seqs[at] as number };
}
