// Reads log records in their order to the end, some at a time. Row groups are sorted, so they are merged: each is read when the
// order comes to it and let go when it is used up, however often one asks for more.
// INVARIANT: order and cursors are those of log search. What is held is bounded: row groups that overlap in time share
// HELD_BYTES, and one that is wider than its share is read again for the rest of it.

import { encodeCursor } from "../../kernel/cursor.ts";
import type { Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { joinTables } from "../block/join-tables.ts";
import type { Table } from "../table.ts";
import { addNextLog, noLogColumns, type LogColumns } from "./log-columns.ts";
import { compareLogs, logSpec } from "./log-match.ts";
import type { LogPosition, LogRequest } from "./log-request.ts";
import { mostAtOnce, putBack, waitingGroups, type WaitingGroup } from "./log-groups.ts";
import { nextKey, nextMs, sink, type LogRunSource, type LogRunState } from "./log-runs.ts";
import { planRead, type PlannedBlock, type ReadPlan } from "./plan-read.ts";
import { freshTables, readPlanned, type ScannedTable, type ScanRun, timedOut } from "./scan-plan.ts";
import type { LogRun } from "./search-logs.ts";
import { columnsToRead, sortLogs, type LogCut, type WantedLogs } from "./sort-logs.ts";

/** LIMIT: of the 128 MB of an isolate, beside one row group as it is read and the rows on their way out. */
const HELD_BYTES = 40 * 1_048_576;

interface LogChunk {
  readonly logs: LogColumns;
  readonly rows: number;
  /** The cursor of the last row; null when nothing comes after it. */
  readonly next: string | null;
}

interface MostLogs {
  readonly rows: number;
  /** About, as JSON. */
  readonly bytes: number;
}

export interface LogReader {
  /** `query.timed_out`, after which it is to be opened anew at the last cursor. */
  next(most: MostLogs, run: Pick<ScanRun, "limits" | "stats">): Promise<Result<LogChunk>>;
}

interface Reading {
  readonly wanted: WantedLogs;
  readonly plan: ReadPlan;
  readonly run: LogRun;
  readonly shareBytes: number;
  readonly waiting: WaitingGroup[];
  readonly open: LogRunState[];
  readonly blocks: Set<PlannedBlock>;
  /** Rows up to this one are not told; null once they are behind. */
  behind: LogPosition | null;
  last: LogPosition | null;
}

/** `query.timed_out`. Fresh rows are taken now; blocks are read while the sources' objects are there. */
export async function openLogReader(
  request: LogRequest,
  run: LogRun,
  heldBytes = HELD_BYTES,
): Promise<Result<LogReader>> {
  const columns = columnsToRead(request.hasFilters || run.rowFilter !== undefined);
  const spec = logSpec(request, columns);
  const plan = await planRead(spec, run.sources, run);
  if (plan === null) return failed(timedOut());
  const waiting = waitingGroups(plan, request.isNewestFirst);
  const reading: Reading = {
    wanted: { request, spec, rowFilter: run.rowFilter },
    plan,
    // Fresh rows are in runs of their own from here on.
    run: { ...run, sources: { ...run.sources, shards: [], blocks: [] } },
    shareBytes: heldBytes / Math.max(1, mostAtOnce(plan)),
    waiting,
    open: [],
    blocks: new Set(),
    behind: request.after,
    last: null,
  };
  openFresh(reading, run);
  return ok({ next: (most, asked) => readOn(reading, most, asked) });
}

function openFresh(reading: Reading, run: LogRun): void {
  const all = { skip: 0, mostBytes: Number.POSITIVE_INFINITY };
  for (const fresh of Map.groupBy(freshTables(reading.plan, run), ({ shard }) => shard).values()) {
    const [first] = fresh;
    if (first === undefined) continue;
    const table = joinTables(fresh.map((scanned) => onlyColumns(scanned.table, reading.plan.spec.columns)));
    run.stats.fresh_rows += table.rows;
    const source = { shard: first.shard, group: 0, place: -1 };
    openRun(reading, { ...first, table }, { source, cut: all });
  }
}

const onlyColumns = (table: Table, names: readonly string[]): Table => ({
  ...table,
  columns: Object.fromEntries(Object.entries(table.columns).filter(([name]) => names.includes(name))),
});

function openRun(
  { wanted, open }: Reading,
  scanned: ScannedTable,
  { source, cut }: { readonly source: LogRunSource; readonly cut: LogCut },
): void {
  const logs = sortLogs(scanned, wanted, cut);
  if (logs.table.rows === 0) return;
  open.unshift({ source, logs, at: 0 });
  sink(open, wanted.request.isNewestFirst);
}

type Asked = Pick<ScanRun, "limits" | "stats">;

/** Opens every row group that may hold the next row. */
async function openNeeded(reading: Reading, { limits, stats }: Asked): Promise<Fault | null> {
  const { waiting, plan, run, blocks } = reading;
  for (;;) {
    const [group] = waiting;
    if (group === undefined || !isNeeded(reading)) return null;
    if (limits.isOver()) return timedOut();
    const { planned, planGroup, skip } = group;
    const scanned = await readPlanned(planned, planGroup, { plan, run: { ...run, limits, stats } });
    waiting.shift();
    if (!blocks.has(planned)) stats.blocks_read += 1;
    blocks.add(planned);
    openRun(reading, scanned, { source: group, cut: { skip, mostBytes: reading.shareBytes } });
  }
}

function isNeeded({ waiting: [group], open: [top], wanted }: Reading): boolean {
  if (group === undefined || top === undefined) return group !== undefined;
  const ms = nextMs(top);
  return wanted.request.isNewestFirst ? group.boundMs >= ms : group.boundMs <= ms;
}

/** Goes on behind the next row; what is left of a row group that was cut waits for its turn. */
function step({ open, waiting, wanted }: Reading): void {
  const [top] = open;
  if (top === undefined) return;
  const { isNewestFirst } = wanted.request;
  const lastMs = nextMs(top);
  top.at += 1;
  if (top.at < top.logs.table.rows) return sink(open, isNewestFirst);
  open.shift();
  if (!top.logs.isCut) return;
  const source = top.source as WaitingGroup;
  const rest = { ...source, skip: source.skip + top.at, boundMs: lastMs };
  putBack(waiting, rest, isNewestFirst);
}

/** Rows equal in (time, shard, seq) are told apart by their place among each other. */
function placeNext(reading: Reading, top: LogRunState): boolean {
  const { last, behind, wanted } = reading;
  const key = nextKey(top);
  const isSame = last !== null && last.time === key.time && last.shard === key.shard && last.seq === key.seq;
  const position = { ...key, ordinal: isSame ? last.ordinal + 1 : 0 };
  reading.last = position;
  if (behind === null) return true;
  const isTold =
    compareLogs(position, behind, wanted.request.isNewestFirst) > 0 || position.ordinal > behind.ordinal;
  if (isTold) reading.behind = null;
  return isTold;
}

async function readOn(reading: Reading, most: MostLogs, asked: Asked): Promise<Result<LogChunk>> {
  const logs = noLogColumns();
  let [rows, bytes] = [0, 0];
  for (;;) {
    if (isNeeded(reading)) {
      const stop = await openNeeded(reading, asked);
      if (stop !== null) return failed(stop);
    }
    const [top] = reading.open;
    if (top === undefined) return ok({ logs, rows, next: null });
    if (rows >= most.rows || bytes >= most.bytes) return ok({ logs, rows, next: cursorOf(reading) });
    if (placeNext(reading, top)) {
      bytes += addNextLog(logs, top);
      rows += 1;
    }
    step(reading);
  }
}

function cursorOf({ last }: Reading): string {
  if (last === null) throw new Error("no row was told");
  return encodeCursor([last.time.toString(), last.shard, last.seq, last.ordinal]);
}
