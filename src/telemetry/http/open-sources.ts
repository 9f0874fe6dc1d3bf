// What a query reads from, opened for one call: a slot of the tier's concurrency, the fresh rows of every living shard,
// then the catalog. INVARIANT: shards before catalog; a row that is flushed in between is then met in both and taken
// once, where the other order could miss it.

import { limitsOf } from "../../directory/index.ts";
import type { QueryLease, TenantCall } from "../../edge/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Fresh } from "../../tenant/index.ts";
import {
  decodeBatch,
  newStats,
  openRowCheck,
  type FreshShard,
  type QuerySources,
  type RowCheck,
  type ScanRun,
  type ScanStats,
  type Signal,
  type Table,
} from "../index.ts";
import { openBlock } from "../store/block-store.ts";
import { listBlocks } from "../store/catalog.ts";

/** LIMIT: an isolate has 128 MB for all of its requests; a larger result is asked for in pages. */
const MOST_RESULT_BYTES = 48 * 1_048_576;
const MOST_ROWS_HELD = 1_500_000;
const MOST_SERIES = 100_000;
/** A flush between two pages of a shard's fresh rows makes the pages disagree: then the shard is read again. */
const MOST_READS = 5;

export interface Reading {
  readonly signal: Signal;
  /** All that the query may look at, its look-back included. Half-open. */
  readonly fromMs: number;
  readonly toMs: number;
  /** For the audit log: what was asked, in words that hold no data. */
  readonly asked: Json;
  /** The metrics that are asked for by name. */
  readonly metrics?: readonly string[];
}

/** The sources with the row filter that policy asks for, if any. */
export type FilteredRun = ScanRun & { readonly rowFilter: RowCheck | undefined };

export type SourcedCall = Pick<TenantCall, "session" | "tenant" | "footers" | "nowMs" | "waitUntil">;

/** Runs a query with its sources; whatever comes of it, the slot is given back. */
export async function withSources<T extends Answer>(
  call: SourcedCall,
  reading: Reading,
  run: (scan: FilteredRun) => Promise<Result<T>>,
): Promise<Result<Told<T>>> {
  return withSlot(call, reading, async (slot) => {
    const scan = await slot.openScan();
    if (!scan.ok) return scan;
    const reply = await run(scan.value);
    return reply.ok ? ok(told(reply.value)) : reply;
  });
}

/** A slot to run a query in. */
export interface QuerySlot extends Pick<FilteredRun, "limits" | "stats"> {
  readonly deadlineMs: number;
  openScan(): Promise<Result<FilteredRun>>;
}

/** The caller's session is as new as the slot from here on: what decides, and which rows it may see. */
export async function withSlot<T>(
  call: SourcedCall,
  reading: Reading,
  run: (slot: QuerySlot) => Promise<Result<T>>,
): Promise<Result<T>> {
  const lease = await call.session.openQuery({
    resource: `telemetry:${reading.signal}`,
    outcome: "allowed",
    detail: reading.asked,
    ...(reading.metrics === undefined ? {} : { metrics: reading.metrics }),
  });
  if (!lease.ok) return lease;
  const stats = newStats();
  try {
    const reply = await run(slotOf(call, reading, { lease: lease.value, stats }));
    return reply.ok ? reply : failed(withLimit(call, reply.fault));
  } finally {
    call.waitUntil(lease.value.close(stats.bytes_read));
  }
}

function slotOf(
  call: SourcedCall,
  reading: Reading,
  { lease, stats }: { readonly lease: QueryLease; readonly stats: ScanStats },
): QuerySlot {
  const limits = scanLimits(call, lease);
  const openScan = async (): Promise<Result<FilteredRun>> => {
    const sources = await openSources(call, reading, lease);
    if (!sources.ok) return sources;
    const { rowFilter: filter } = call.session;
    const rowFilter = filter === null ? undefined : openRowCheck(filter);
    return ok({ sources: sources.value, limits, stats, rowFilter });
  };
  return { limits, stats, deadlineMs: lease.deadlineMs, openScan };
}

/** Which limit ended the query, when its time did. */
function withLimit({ session }: SourcedCall, ended: Fault): Fault {
  if (ended.code !== "query.timed_out") return ended;
  const { queryTimeoutMs: value } = limitsOf(session.bundle.tenant.tier, session.bundle.limits);
  return { ...ended, limit: { name: "query_timeout_ms", value, asked: value } };
}

interface Answer {
  readonly stats: ScanStats;
  readonly row_filter_applied: boolean;
}

/** Under a row filter the statistics stay here: what was read to answer counts hidden rows too. */
export type Told<T extends Answer> = Omit<T, "stats"> & { readonly stats?: ScanStats };

function told<T extends Answer>({ stats, ...rest }: T): Told<T> {
  return rest.row_filter_applied ? rest : { ...rest, stats };
}

function scanLimits({ session }: SourcedCall, lease: QueryLease): ScanRun["limits"] {
  const limits = limitsOf(session.bundle.tenant.tier, session.bundle.limits);
  return {
    isOver: () => Date.now() > lease.deadlineMs,
    maxResultBytes: Math.min(limits.resultBytes, MOST_RESULT_BYTES),
    maxSeries: MOST_SERIES,
    maxRowsHeld: MOST_ROWS_HELD,
  };
}

async function openSources(
  call: SourcedCall,
  reading: Reading,
  lease: QueryLease,
): Promise<Result<QuerySources>> {
  const read = await Promise.all(lease.shards.map((shard) => readShard(call, reading, shard)));
  const shards: FreshShard[] = [];
  for (const shard of read) {
    if (!shard.ok) return shard;
    shards.push(shard.value);
  }
  const { database, bucket } = call.session;
  const blocks = await listBlocks(database, reading);
  const { footers } = call;
  return ok({
    shards,
    blocks,
    footers,
    open: (block) => openBlock(bucket, block.objectKey, block.sizeBytes),
  });
}

async function readShard(call: SourcedCall, reading: Reading, shard: number): Promise<Result<FreshShard>> {
  for (let reads = 0; reads < MOST_READS; reads++) {
    const pages = await readPages(call, reading, shard);
    if (!pages.ok) return pages;
    if (pages.value !== null) return decodePages(pages.value, shard);
  }
  return failed(fault("internal.unavailable", `shard ${shard} was flushed at every read`));
}

/** All pages of one state of the shard; null when the state changed between them. */
async function readPages(
  call: SourcedCall,
  reading: Reading,
  shard: number,
): Promise<Result<Fresh[] | null>> {
  const { signal, fromMs, toMs } = reading;
  const pages: Fresh[] = [];
  let afterSeq: number | null = 0;
  while (afterSeq !== null) {
    const page = await call.session.fresh(shard, { signal, fromMs, toMs, afterSeq });
    if (!page.ok) return page;
    if (pages.length > 0 && page.value.flushedSeq !== pages[0]?.flushedSeq) return ok(null);
    pages.push(page.value);
    afterSeq = page.value.nextSeq;
  }
  return ok(pages);
}

function decodePages(pages: readonly Fresh[], shard: number): Result<FreshShard> {
  const tables: Table[] = [];
  for (const { seq, payload } of pages.flatMap((page) => page.batches)) {
    const table = decodeBatch(payload, BigInt(seq));
    if (!table.ok) return failed(fault("internal.bug", `batch ${seq} of shard ${shard} does not decode`));
    tables.push(table.value);
  }
  return ok({ shard, flushedSeq: pages[0]?.flushedSeq ?? 0, tables });
}
