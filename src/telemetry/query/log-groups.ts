// The row groups of a plan that log records are merged from, in the order in which their turn comes.

import type { LogRunSource } from "./log-runs.ts";
import type { PlannedBlock, PlannedGroup, ReadPlan } from "./plan-read.ts";

/** A row group whose turn has not come, or that is to be read again for its rows from `skip` on. */
export interface WaitingGroup extends LogRunSource {
  readonly planned: PlannedBlock;
  readonly planGroup: PlannedGroup;
  readonly skip: number;
  /** No row of it comes before this instant in the order asked for. */
  readonly boundMs: number;
}

/** In the order in which their first rows may come. */
export function waitingGroups(plan: ReadPlan, isNewestFirst: boolean): WaitingGroup[] {
  const groups = plan.blocks.flatMap((planned, place) =>
    planned.groups.map((planGroup) => ({
      planned,
      planGroup,
      skip: 0,
      boundMs: isNewestFirst ? planGroup.greatestMs : planGroup.leastMs,
      shard: planned.block.shard,
      group: planGroup.index,
      place,
    })),
  );
  return groups.sort((a, b) => (isNewestFirst ? b.boundMs - a.boundMs : a.boundMs - b.boundMs));
}

/** How many row groups hold one and the same instant, at the most; those that only touch do not count. */
export function mostAtOnce({ blocks }: ReadPlan): number {
  const groups = blocks.flatMap((planned) => planned.groups);
  const starts = groups.map(({ leastMs }) => leastMs).sort((a, b) => a - b);
  const ends = groups
    .map(({ leastMs, greatestMs }) => Math.max(greatestMs, leastMs + 1))
    .sort((a, b) => a - b);
  let [ended, most] = [0, 0];
  for (const [at, start] of starts.entries()) {
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) <= start) ended++;
    most = Math.max(most, at + 1 - ended);
  }
  return most;
}

/** What is left of a row group waits for its turn like the others. */
export function putBack(waiting: WaitingGroup[], rest: WaitingGroup, isNewestFirst: boolean): void {
  const isBehind = ({ boundMs }: WaitingGroup): boolean =>
    isNewestFirst ? boundMs <= rest.boundMs : boundMs >= rest.boundMs;
  const at = waiting.findIndex(isBehind);
  waiting.splice(at < 0 ? waiting.length : at, 0, rest);
}
