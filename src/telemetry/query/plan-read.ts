// The plan of a read, as plain data: which row groups of which blocks, in which byte ranges. Nothing but footers is read
// to make it, and executing it reads nothing else.

import { type BlockMeta, NAME_COLUMN } from "../block/block-meta.ts";
import { type Bound, type ChunkPlace, loadFooter, type RowGroupPlace } from "../block/block-footer.ts";
import { countReads } from "../block/byte-source.ts";
import { mayHoldName } from "../block/name-bloom.ts";
import { type ByteRange, planReads } from "../block/row-group-read.ts";
import { msToNanos, nanosToMs } from "../block/words.ts";
import type { Signal } from "../signals.ts";
import type { QueryLimits, QuerySources, ScanStats } from "./query-sources.ts";

export interface ReadSpec {
  readonly signal: Signal;
  /** Half-open, epoch milliseconds, of the column `time`. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly columns: readonly string[];
  /** A row is wanted only if the column holds one of these: prunes by bloom and bounds. Rows are still to be filtered. */
  readonly oneOf: Readonly<Record<string, readonly string[]>>;
  /** A row is wanted only if the column is at least this. */
  readonly atLeast?: Readonly<Record<string, number>>;
}

export interface PlannedGroup {
  readonly index: number;
  readonly rows: number;
  readonly ranges: readonly ByteRange[];
  /** Bounds of `time`, whole milliseconds rounded down. */
  readonly leastMs: number;
  readonly greatestMs: number;
}

export interface PlannedBlock {
  readonly block: BlockMeta;
  /** Rows from this seq on are read from the shard; null when the whole block is below it. */
  readonly seqBelow: number | null;
  readonly groups: readonly PlannedGroup[];
}

export interface ReadPlan {
  readonly spec: ReadSpec;
  readonly blocks: readonly PlannedBlock[];
}

function flushedSeqOf(sources: QuerySources, shard: number): number {
  // A shard that is not asked any more (the tier has fewer now) has nothing fresh.
  return sources.shards.find((fresh) => fresh.shard === shard)?.flushedSeq ?? Number.POSITIVE_INFINITY;
}

function mayHoldRows(block: BlockMeta, spec: ReadSpec): boolean {
  if (block.signal !== spec.signal || block.maxTimeMs < spec.fromMs || block.minTimeMs >= spec.toMs)
    return false;
  const names = spec.oneOf[NAME_COLUMN[spec.signal]];
  return names === undefined || names.some((name) => mayHoldName(block.names, name));
}

interface Bounded {
  readonly least: Bound;
  readonly greatest: Bound;
}

/** Half-open against closed: does the chunk hold an instant of the range? */
function mayHoldTime(time: Bounded, spec: ReadSpec): boolean {
  return BigInt(time.greatest) >= msToNanos(spec.fromMs) && BigInt(time.least) < msToNanos(spec.toMs);
}

const isBounded = (place: ChunkPlace | undefined): place is ChunkPlace & Bounded =>
  place?.least !== undefined && place.greatest !== undefined;

function groupMayHoldRows(group: RowGroupPlace, spec: ReadSpec): boolean {
  const time = group.chunks["time"];
  if (isBounded(time) && !mayHoldTime(time, spec)) return false;
  for (const [name, values] of Object.entries(spec.oneOf)) {
    const place = group.chunks[name];
    if (isBounded(place) && !values.some((value) => place.least <= value && value <= place.greatest))
      return false;
  }
  for (const [name, least] of Object.entries(spec.atLeast ?? {})) {
    const place = group.chunks[name];
    if (isBounded(place) && Number(place.greatest) < least) return false;
  }
  return true;
}

function planGroup(
  group: RowGroupPlace,
  index: number,
  of: { block: BlockMeta; spec: ReadSpec },
): PlannedGroup {
  const time = group.chunks["time"];
  const [least, greatest] = isBounded(time)
    ? [nanosToMs(time.least as bigint), nanosToMs(time.greatest as bigint)]
    : [];
  return {
    index,
    rows: group.rows,
    ranges: planReads(group, of.spec.columns),
    leastMs: least ?? of.block.minTimeMs,
    greatestMs: greatest ?? of.block.maxTimeMs,
  };
}

async function planBlock(
  block: BlockMeta,
  spec: ReadSpec,
  sources: QuerySources & { stats: ScanStats },
): Promise<PlannedBlock> {
  const count = { reads: 0, bytes: 0 };
  const footer = await loadFooter(block.objectKey, countReads(sources.open(block), count), sources.footers);
  sources.stats.reads += count.reads;
  sources.stats.bytes_read += count.bytes;
  const flushedSeq = flushedSeqOf(sources, block.shard);
  const groups = footer.rowGroups.flatMap((group, index) =>
    groupMayHoldRows(group, spec) ? [planGroup(group, index, { block, spec })] : [],
  );
  return { block, seqBelow: block.seqTo <= flushedSeq ? null : flushedSeq, groups };
}

/** LIMIT: footers in flight at once; a Worker may have six connections open. */
const FOOTERS_AT_ONCE = 6;

const byDay = (left: BlockMeta, right: BlockMeta): number =>
  left.day < right.day ? -1 : left.day > right.day ? 1 : left.seqFrom - right.seqFrom;

/** Blocks come in order of their days. */
export async function planRead(
  spec: ReadSpec,
  sources: QuerySources,
  run: { readonly limits: QueryLimits; readonly stats: ScanStats },
): Promise<ReadPlan | null> {
  const candidates = sources.blocks
    .filter((block) => mayHoldRows(block, spec) && block.seqFrom < flushedSeqOf(sources, block.shard))
    .sort(byDay);
  const blocks: PlannedBlock[] = [];
  for (let start = 0; start < candidates.length; start += FOOTERS_AT_ONCE) {
    if (run.limits.isOver()) return null;
    const some = candidates.slice(start, start + FOOTERS_AT_ONCE);
    blocks.push(
      ...(await Promise.all(some.map((block) => planBlock(block, spec, { ...sources, stats: run.stats })))),
    );
  }
  return { spec, blocks: blocks.filter((block) => block.groups.length > 0) };
}
