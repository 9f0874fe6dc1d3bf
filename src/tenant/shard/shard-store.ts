// The shard's SQLite. Raw statements: the append is the hottest write of the product, one row per batch.

import { reviveTenant, type Tenant } from "../../directory/index.ts";
import type { KeyRing } from "../../kernel/wrapped-key.ts";
import { SIGNAL_NAMES, type Signal } from "../../telemetry/index.ts";
import type { Gate } from "../finops/gate.ts";
import type { Batch } from "../tenant-api.ts";
import type { FlushReport } from "../commands/record-flush.ts";

export interface ShardState {
  readonly tenant: Tenant;
  readonly shard: number;
  readonly epoch: number;
  /** A move counts blocks: they stay as they are until it lets go. */
  readonly isHeld: boolean;
  /** Nobody counts on this shard any more; to take telemetry again it joins anew. */
  readonly isRetired: boolean;
  /** Empty for a tenant that never was in a silo. */
  readonly siloKeys: KeyRing;
  /** Budgets whose leases it needs before it takes what they count; empty for most tenants. */
  readonly gates: readonly Gate[];
}

export interface PendingBatch {
  readonly seq: number;
  readonly rows: number;
  readonly receivedMs: number;
  readonly keyId: string;
  readonly requestHash: string;
  readonly payload: Uint8Array;
  readonly keyVersion: number;
  /** As stored; null for a batch of before usage was counted. */
  readonly usage: string | null;
}

interface StateRow extends Record<string, SqlStorageValue> {
  tenant: string;
  shard: number;
  epoch: number;
  is_held: number;
  is_retired: number;
  silo_keys: string;
  gates: string;
}

export function loadShardState(sql: SqlStorage): ShardState | null {
  const [row] = sql
    .exec<StateRow>("SELECT tenant, shard, epoch, is_held, is_retired, silo_keys, gates FROM shard_state")
    .toArray();
  if (row === undefined) return null;
  const { shard, epoch, is_held: isHeld, is_retired: isRetired } = row;
  const tenant = reviveTenant(JSON.parse(row.tenant));
  const siloKeys = JSON.parse(row.silo_keys) as KeyRing;
  const gates = JSON.parse(row.gates) as Gate[];
  return { tenant, shard, epoch, isHeld: isHeld === 1, isRetired: isRetired === 1, siloKeys, gates };
}

export function saveShardState(sql: SqlStorage, state: ShardState): void {
  sql.exec(
    `INSERT INTO shard_state (id, tenant, shard, epoch, is_held, is_retired, silo_keys, gates) VALUES (1, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, shard = excluded.shard, epoch = excluded.epoch,
      is_held = excluded.is_held, is_retired = excluded.is_retired, silo_keys = excluded.silo_keys,
      gates = excluded.gates`,
    JSON.stringify(state.tenant),
    state.shard,
    state.epoch,
    Number(state.isHeld),
    Number(state.isRetired),
    JSON.stringify(state.siloKeys),
    JSON.stringify(state.gates),
  );
}

export interface Arrival {
  readonly seq: number;
  readonly receivedMs: number;
  readonly keyId: string;
  readonly epoch: number;
  readonly requestHash: string;
  /** 0 when the payloads are stored as they are. */
  readonly keyVersion: number;
}

export function insertBatch(sql: SqlStorage, arrival: Arrival, batch: Batch): void {
  sql.exec(
    "INSERT INTO batches (seq, signal, rows, min_ms, max_ms, received_ms, key_id, epoch, request_hash, payload, key_version, usage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    arrival.seq,
    batch.signal,
    batch.rows,
    batch.minMs,
    batch.maxMs,
    arrival.receivedMs,
    arrival.keyId,
    arrival.epoch,
    arrival.requestHash,
    batch.payload,
    arrival.keyVersion,
    batch.usage === undefined ? null : JSON.stringify(batch.usage),
  );
}

export interface Backlog {
  readonly nextSeq: number;
  readonly bytes: number;
  /** When the oldest pending batch came; null when none is pending. */
  readonly oldestMs: number | null;
}

/** Numbers go on after everything that was ever stored, pending or flushed. */
export function readBacklog(sql: SqlStorage): Backlog {
  const pending = sql
    .exec<{ last: number | null; bytes: number | null; oldest: number | null }>(
      "SELECT max(seq) AS last, sum(length(payload)) AS bytes, min(received_ms) AS oldest FROM batches",
    )
    .one();
  const flushed = sql.exec<{ last: number | null }>("SELECT max(flushed_seq) AS last FROM watermarks").one();
  return {
    nextSeq: Math.max((pending.last ?? 0) + 1, flushed.last ?? 1),
    bytes: pending.bytes ?? 0,
    oldestMs: pending.oldest,
  };
}

export function readWatermark(sql: SqlStorage, signal: Signal): number {
  const [row] = sql
    .exec<{ flushed_seq: number }>("SELECT flushed_seq FROM watermarks WHERE signal = ?", signal)
    .toArray();
  return row?.flushed_seq ?? 0;
}

/** Signals that have pending batches from up to then, in the registry's order. */
export function pendingSignals(sql: SqlStorage, upToMs: number): Signal[] {
  const rows = sql
    .exec<{ signal: string }>("SELECT DISTINCT signal FROM batches WHERE received_ms <= ?", upToMs)
    .toArray();
  return SIGNAL_NAMES.filter((signal) => rows.some((row) => row.signal === signal));
}

interface PendingRow extends Record<string, SqlStorageValue> {
  seq: number;
  rows: number;
  received_ms: number;
  key_id: string;
  request_hash: string;
  payload: ArrayBuffer;
  key_version: number;
  usage: string | null;
}

/** Batches `from` (included) to `to` (excluded) of a signal, one at a time: payloads are not all held at once. */
export function* readBatches(
  sql: SqlStorage,
  signal: Signal,
  range: { from: number; to: number },
): Generator<PendingBatch> {
  const rows = sql.exec<PendingRow>(
    "SELECT seq, rows, received_ms, key_id, request_hash, payload, key_version, usage FROM batches WHERE signal = ? AND seq >= ? AND seq < ? ORDER BY seq",
    signal,
    range.from,
    range.to,
  );
  for (const row of rows) {
    const { seq, key_id: keyId, request_hash: requestHash, received_ms: receivedMs } = row;
    const { rows: count, key_version: keyVersion, usage } = row;
    const payload = new Uint8Array(row.payload);
    yield { seq, rows: count, receivedMs, keyId, requestHash, payload, keyVersion, usage };
  }
}

/** The end of the longest run of pending batches that holds at most `mostRows` rows, but at least one batch. */
export function endOfRun(
  sql: SqlStorage,
  signal: Signal,
  mostRows: number,
): { from: number; to: number } | null {
  const rows = sql.exec<{ seq: number; rows: number }>(
    "SELECT seq, rows FROM batches WHERE signal = ? ORDER BY seq",
    signal,
  );
  const seqs: number[] = [];
  let sum = 0;
  for (const row of rows) {
    sum += row.rows;
    if (seqs.length > 0 && sum > mostRows) break;
    seqs.push(row.seq);
  }
  const [from] = seqs;
  return from === undefined ? null : { from, to: (seqs.at(-1) ?? from) + 1 };
}

/** The run in pieces, each of which holds no more than that of rows and of batches, but at least one batch. */
export function cutRun(
  sql: SqlStorage,
  signal: Signal,
  run: { from: number; to: number; most: { rows: number; batches: number } },
): { from: number; to: number }[] {
  const stored = sql.exec<{ seq: number; rows: number }>(
    "SELECT seq, rows FROM batches WHERE signal = ? AND seq >= ? AND seq < ? ORDER BY seq",
    signal,
    run.from,
    run.to,
  );
  const pieces: { from: number; to: number; rows: number; batches: number }[] = [];
  for (const { seq, rows } of stored) {
    const last = pieces.at(-1);
    const fits = last !== undefined && last.rows + rows <= run.most.rows && last.batches < run.most.batches;
    if (!fits) pieces.push({ from: seq, to: seq + 1, rows, batches: 1 });
    else
      pieces[pieces.length - 1] = { ...last, to: seq + 1, rows: last.rows + rows, batches: last.batches + 1 };
  }
  return pieces;
}

export interface Flush {
  readonly name: string;
  readonly atMs: number;
  readonly report: FlushReport;
  readonly requestHashes: readonly string[];
}

/** The batches are in the catalog now: they leave the write-ahead store in the same transaction as the mark moves. */
export function settleFlush(sql: SqlStorage, signal: Signal, flush: Flush): void {
  const { seq_to: to } = flush.report;
  sql.exec("DELETE FROM batches WHERE signal = ? AND seq < ?", signal, to);
  sql.exec(
    "INSERT INTO watermarks (signal, flushed_seq) VALUES (?, ?) ON CONFLICT (signal) DO UPDATE SET flushed_seq = excluded.flushed_seq",
    signal,
    to,
  );
  sql.exec(
    "INSERT INTO flushes (name, at_ms, report, request_hashes, is_reported) VALUES (?, ?, ?, ?, 0) ON CONFLICT (name) DO NOTHING",
    flush.name,
    flush.atMs,
    JSON.stringify(flush.report),
    JSON.stringify(flush.requestHashes),
  );
}

export function unreportedFlushes(sql: SqlStorage): { name: string; report: FlushReport }[] {
  const rows = sql.exec<{ name: string; report: string }>(
    "SELECT name, report FROM flushes WHERE is_reported = 0 ORDER BY at_ms",
  );
  return rows.toArray().map((row) => ({ name: row.name, report: JSON.parse(row.report) as FlushReport }));
}

export function markReported(sql: SqlStorage, name: string): void {
  sql.exec("UPDATE flushes SET is_reported = 1 WHERE name = ?", name);
}

/** A flush is remembered until it is reported and its requests are past being retried. */
export function forgetFlushes(sql: SqlStorage, beforeMs: number): void {
  sql.exec("DELETE FROM flushes WHERE is_reported = 1 AND at_ms < ?", beforeMs);
}

/** Every request hash of the retry window with its time, in order of time. */
export function recentHashes(sql: SqlStorage, sinceMs: number): { hash: string; atMs: number }[] {
  const flushed = sql.exec<{ at_ms: number; request_hashes: string }>(
    "SELECT at_ms, request_hashes FROM flushes WHERE at_ms >= ?",
    sinceMs,
  );
  const pending = sql.exec<{ request_hash: string; received_ms: number }>(
    "SELECT request_hash, received_ms FROM batches",
  );
  const hashes = [
    ...flushed
      .toArray()
      .flatMap((row) =>
        (JSON.parse(row.request_hashes) as string[]).map((hash) => ({ hash, atMs: row.at_ms })),
      ),
    ...pending.toArray().map((row) => ({ hash: row.request_hash, atMs: row.received_ms })),
  ];
  return hashes.filter(({ hash }) => hash !== "").sort((left, right) => left.atMs - right.atMs);
}
