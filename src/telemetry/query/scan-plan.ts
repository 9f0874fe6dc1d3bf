// Executes a plan: hands tables of rows to a visitor, a UTC day at a time, blocks before fresh rows.
// A few row groups are fetched ahead, so that reading overlaps with the work on what was read.

import { DAY_MS } from "../../kernel/time.ts";
import { type Fault, fault } from "../../kernel/fault.ts";
import { loadFooter } from "../block/block-footer.ts";
import { countReads } from "../block/byte-source.ts";
import { readRowGroup } from "../block/row-group-read.ts";
import type { Table } from "../table.ts";
import type { PlannedBlock, PlannedGroup, ReadPlan } from "./plan-read.ts";
import type { QueryLimits, QuerySources, ScanStats } from "./query-sources.ts";

export interface ScannedTable {
  readonly table: Table;
  readonly shard: number;
  /** Rows outside this half-open range of seq are not to be used. */
  readonly seqFrom: number;
  readonly seqBelow: number;
  /** The row group's place in its block; 0 for fresh rows. A batch's rows keep their order over groups. */
  readonly group: number;
}

export interface Visitor {
  visit(scanned: ScannedTable): Fault | null;
  /** Rows of one UTC day are complete; epoch milliseconds of its start. */
  dayEnd?(dayMs: number): Fault | null;
}

export interface ScanRun {
  readonly sources: QuerySources;
  readonly limits: QueryLimits;
  readonly stats: ScanStats;
}

/** LIMIT: row groups in flight; each is about 1 MB of columns. */
const GROUPS_AHEAD = 4;

export function timedOut(): Fault {
  return fault(
    "query.timed_out",
    "the query ran longer than allowed: ask for a shorter range or filter more",
  );
}

type Task = () => Promise<ScannedTable>;

/** Reads one row group of the plan. */
export async function readPlanned(
  planned: PlannedBlock,
  group: PlannedGroup,
  scan: { readonly plan: ReadPlan; readonly run: ScanRun },
): Promise<ScannedTable> {
  const { block } = planned;
  const { run } = scan;
  const { signal, columns } = scan.plan.spec;
  const count = { reads: 0, bytes: 0 };
  const source = countReads(run.sources.open(block), count);
  const footer = await loadFooter(block.objectKey, source, run.sources.footers);
  const place = footer.rowGroups[group.index];
  if (place === undefined) throw new RangeError(`block ${block.blockId} has no row group ${group.index}`);
  const table = await readRowGroup(source, { signal, group: place, columns });
  run.stats.reads += count.reads;
  run.stats.bytes_read += count.bytes;
  run.stats.row_groups_read += 1;
  run.stats.rows_scanned += table.rows;
  const seqBelow = planned.seqBelow ?? Number.POSITIVE_INFINITY;
  return { table, shard: block.shard, seqFrom: 0, seqBelow, group: group.index };
}

function groupTasks(planned: PlannedBlock, plan: ReadPlan, run: ScanRun): Task[] {
  run.stats.blocks_read += 1;
  return planned.groups.map((group) => () => readPlanned(planned, group, { plan, run }));
}

async function runTasks(
  tasks: readonly Task[],
  visitor: Visitor,
  limits: QueryLimits,
): Promise<Fault | null> {
  const ahead: Promise<ScannedTable>[] = [];
  let next = 0;
  for (let done = 0; done < tasks.length; done++) {
    if (limits.isOver()) return timedOut();
    while (next < tasks.length && ahead.length < GROUPS_AHEAD) {
      const reading = (tasks[next++] as Task)();
      // A failure is met when its turn comes; until then it must not count as unhandled.
      reading.catch(() => undefined);
      ahead.push(reading);
    }
    const stop = visitor.visit(await (ahead.shift() as Promise<ScannedTable>));
    if (stop !== null) return stop;
  }
  return null;
}

export function freshTables(plan: ReadPlan, run: ScanRun): ScannedTable[] {
  return run.sources.shards.flatMap(({ shard, flushedSeq, tables }) =>
    tables
      .filter((table) => table.signal === plan.spec.signal && table.rows > 0)
      .map((table) => ({ table, shard, seqFrom: flushedSeq, seqBelow: Number.POSITIVE_INFINITY, group: 0 })),
  );
}

function visitFresh(plan: ReadPlan, visitor: Visitor, run: ScanRun): Fault | null {
  for (const scanned of freshTables(plan, run)) {
    run.stats.fresh_rows += scanned.table.rows;
    const stop = visitor.visit(scanned);
    if (stop !== null) return stop;
  }
  return null;
}

/** Everything at once, for reads whose order is settled afterwards. */
export async function scanPlan(plan: ReadPlan, visitor: Visitor, run: ScanRun): Promise<Fault | null> {
  const tasks = plan.blocks.flatMap((planned) => groupTasks(planned, plan, run));
  return visitFresh(plan, visitor, run) ?? (await runTasks(tasks, visitor, run.limits));
}

/** The days that the range touches and that hold rows, in order. */
function daysOf(plan: ReadPlan, freshDays: ReadonlySet<number>): number[] {
  const blockDays = plan.blocks.map(({ block }) => Date.parse(block.day));
  return [...new Set([...blockDays, ...freshDays])]
    .filter((dayMs) => dayMs + DAY_MS > plan.spec.fromMs && dayMs < plan.spec.toMs)
    .sort((left, right) => left - right);
}

/**
 * Day after day, so that only one day's rows are held. The visitor sees every fresh table on every day and takes from it
 * the rows of that day; `freshDays` names the days among fresh rows.
 */
export async function scanByDay(
  plan: ReadPlan,
  visitorOf: (dayMs: number) => Visitor,
  run: ScanRun & { readonly freshDays: ReadonlySet<number> },
): Promise<Fault | null> {
  for (const dayMs of daysOf(plan, run.freshDays)) {
    const visitor = visitorOf(dayMs);
    const blocks = plan.blocks.filter(({ block }) => Date.parse(block.day) === dayMs);
    const tasks = blocks.flatMap((planned) => groupTasks(planned, plan, run));
    const fresh = run.freshDays.has(dayMs) ? visitFresh(plan, visitor, run) : null;
    const stop = fresh ?? (await runTasks(tasks, visitor, run.limits)) ?? visitor.dayEnd?.(dayMs) ?? null;
    if (stop !== null) return stop;
  }
  return null;
}
