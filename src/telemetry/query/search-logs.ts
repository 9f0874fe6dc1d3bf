// Log search: the first rows in order of time that match, reading row groups from the wanted end and stopping as soon as
// no unread group can hold an earlier row.

import { encodeCursor } from "../../kernel/cursor.ts";
import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { nanosToMs } from "../block/words.ts";
import { columnsOf } from "../signals.ts";
import type { RowCheck } from "../policy-labels.ts";
import { compareLogs, logSpec, rowTests } from "./log-match.ts";
import { type LogRecord, logRecord, textBytes } from "./log-record.ts";
import type { LogPosition, LogRequest } from "./log-request.ts";
import { planRead, type PlannedBlock, type PlannedGroup, type ReadPlan, type ReadSpec } from "./plan-read.ts";
import type { ScanStats } from "./query-sources.ts";
import { i64Of, rowWindow } from "./row-window.ts";
import { freshTables, readPlanned, type ScannedTable, type ScanRun, timedOut } from "./scan-plan.ts";

export interface LogReply {
  readonly logs: readonly LogRecord[];
  readonly stats: ScanStats;
  readonly row_filter_applied: boolean;
  readonly next_cursor?: string;
}

const LOG_COLUMNS = columnsOf("logs").map(([name]) => name);

export interface LogRun extends ScanRun {
  readonly rowFilter?: RowCheck | undefined;
}

interface Candidate {
  readonly time: bigint;
  readonly shard: number;
  readonly seq: number;
  readonly group: number;
  readonly row: number;
  readonly bytes: number;
  readonly record: LogRecord;
}

/** The best rows met so far: never many more than the page needs. */
interface Shortlist {
  readonly run: LogRun;
  readonly request: LogRequest;
  readonly spec: ReadSpec;
  readonly room: number;
  best: Candidate[];
}

function trim(list: Shortlist): void {
  const { isNewestFirst } = list.request;
  list.best.sort((a, b) => compareLogs(a, b, isNewestFirst) || a.group - b.group || a.row - b.row);
  list.best.length = Math.min(list.best.length, list.room);
}

/** The worst row that is still wanted, once there are enough. Call after `trim`. */
const worstOf = (list: Shortlist): Candidate | null =>
  list.best.length < list.room ? null : (list.best.at(-1) ?? null);

function take(scanned: ScannedTable, list: Shortlist): Fault | null {
  const { table, shard, group } = scanned;
  const { request, spec, run } = list;
  const window = rowWindow(scanned, { baseMs: spec.fromMs, fromMs: spec.fromMs, toMs: spec.toMs });
  const tests = rowTests(table, request, run.rowFilter);
  const times = i64Of(table, "time").values;
  let worst = worstOf(list);
  for (let row = 0; row < table.rows; row++) {
    if (!window.has(row) || !tests.every((test) => test(row))) continue;
    const key = { time: times[row] as bigint, shard, seq: window.seqs[row] as number };
    if (request.after !== null && compareLogs(key, request.after, request.isNewestFirst) < 0) continue;
    if (worst !== null && compareLogs(key, worst, request.isNewestFirst) > 0) continue;
    list.best.push({ ...key, group, row, bytes: textBytes(table, row), record: logRecord(table, row) });
    if (list.best.length < list.room * 2) continue;
    trim(list);
    worst = worstOf(list);
  }
  trim(list);
  const bytes = list.best.reduce((sum, candidate) => sum + candidate.bytes, 0);
  return bytes <= run.limits.maxResultBytes
    ? null
    : fault("query.result_too_large", "ask for fewer log records");
}

interface GroupTurn {
  readonly planned: PlannedBlock;
  readonly group: PlannedGroup;
}

function turnsOf(plan: ReadPlan, isNewestFirst: boolean): GroupTurn[] {
  const turns = plan.blocks.flatMap((planned) => planned.groups.map((group) => ({ planned, group })));
  return isNewestFirst
    ? turns.sort((a, b) => b.group.greatestMs - a.group.greatestMs)
    : turns.sort((a, b) => a.group.leastMs - b.group.leastMs);
}

function mayImprove({ group }: GroupTurn, list: Shortlist): boolean {
  const worst = worstOf(list);
  if (worst === null) return true;
  const worstMs = nanosToMs(worst.time);
  return list.request.isNewestFirst ? group.greatestMs >= worstMs : group.leastMs <= worstMs;
}

/** LIMIT: row groups read at once; the last ones read may turn out not to have been needed. */
const GROUPS_AT_ONCE = 3;

async function takeGroups(plan: ReadPlan, list: Shortlist): Promise<Fault | null> {
  const turns = turnsOf(plan, list.request.isNewestFirst);
  const blocks = new Set<string>();
  for (let start = 0, size = 1; start < turns.length; start += size, size = GROUPS_AT_ONCE) {
    const needed = turns.slice(start, start + size).filter((turn) => mayImprove(turn, list));
    if (needed.length === 0) break;
    if (list.run.limits.isOver()) return timedOut();
    const scan = { plan, run: list.run };
    const tables = await Promise.all(needed.map(({ planned, group }) => readPlanned(planned, group, scan)));
    for (const { planned } of needed) blocks.add(planned.block.blockId);
    for (const scanned of tables) {
      const stop = take(scanned, list);
      if (stop !== null) return stop;
    }
  }
  list.run.stats.blocks_read += blocks.size;
  return null;
}

/** Rows equal in (time, shard, seq) are told apart by their place among each other. */
function withOrdinals(
  best: readonly Candidate[],
  isNewestFirst: boolean,
): (LogPosition & { record: LogRecord })[] {
  let ordinal = 0;
  return best.map((candidate, at) => {
    const before = best[at - 1];
    ordinal = before !== undefined && compareLogs(before, candidate, isNewestFirst) === 0 ? ordinal + 1 : 0;
    return {
      time: candidate.time,
      shard: candidate.shard,
      seq: candidate.seq,
      ordinal,
      record: candidate.record,
    };
  });
}

function pageOf(list: Shortlist): LogReply {
  const { request, run } = list;
  const { after, isNewestFirst } = request;
  const isAfter = (row: LogPosition): boolean =>
    after === null || (compareLogs(row, after, isNewestFirst) || row.ordinal - after.ordinal) > 0;
  const rows = withOrdinals(list.best, isNewestFirst).filter(isAfter);
  const page = rows.slice(0, request.limit);
  const last = page.at(-1);
  const base = {
    logs: page.map(({ record }) => record),
    stats: run.stats,
    row_filter_applied: run.rowFilter !== undefined,
  };
  if (rows.length <= page.length || last === undefined) return base;
  return { ...base, next_cursor: encodeCursor([last.time.toString(), last.shard, last.seq, last.ordinal]) };
}

/** `query.timed_out`, `query.result_too_large`. */
export async function searchLogs(request: LogRequest, run: LogRun): Promise<Result<LogReply>> {
  const spec = logSpec(request, LOG_COLUMNS);
  const plan = await planRead(spec, run.sources, run);
  if (plan === null) return failed(timedOut());
  // One more than the page tells whether another follows; those up to the cursor's own place are met again.
  const room = request.limit + 1 + (request.after === null ? 0 : request.after.ordinal + 1);
  const list: Shortlist = { run, request, spec, room, best: [] };
  for (const scanned of freshTables(plan, run)) {
    run.stats.fresh_rows += scanned.table.rows;
    const stop = take(scanned, list);
    if (stop !== null) return failed(stop);
  }
  const stop = await takeGroups(plan, list);
  return stop === null ? ok(pageOf(list)) : failed(stop);
}
