// Events in the tenant object's SQLite, in the order of their commits. Synchronous: called inside the commit's transaction.

import { and, asc, desc, eq, gt, lt, max } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Json } from "../../kernel/canonical-json.ts";
import { isEventSized, MOST_EVENT_BYTES, type EventType } from "../index.ts";
import { webhookEvents } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

export interface StoredEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: EventType;
  readonly atMs: number;
  readonly key: string | null;
  readonly data: Json;
}

/**
 * In SQL as written, here and in `loadEvents`: on the way of every event. Throws for one that is too large: what makes events
 * refuses or cuts what it is given, so that is a bug, and nothing of its commit is written.
 */
export function addEvent(sql: SqlStorage, { id, type, atMs, key, data }: Omit<StoredEvent, "seq">): number {
  if (!isEventSized(data)) throw new RangeError(`\`${type}\` has at most ${MOST_EVENT_BYTES} bytes of data`);
  const row = sql.exec<{ seq: number }>(
    `INSERT INTO webhook_events (seq, id, type, at_ms, key, data)
      VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM webhook_events), ?, ?, ?, ?, ?) RETURNING seq`,
    id,
    type,
    atMs,
    key,
    // In a list: a bare JSON null would be written as SQL's NULL.
    JSON.stringify([data]),
  );
  return row.one().seq;
}

type Row = typeof webhookEvents.$inferSelect;

function fromRow(row: Row): StoredEvent {
  const [data] = row.data as [Json];
  return { ...row, type: row.type as EventType, data };
}

export function loadEvent(db: Db, seq: number): StoredEvent | null {
  const row = db.select().from(webhookEvents).where(eq(webhookEvents.seq, seq)).get();
  return row === undefined ? null : fromRow(row);
}

interface RawRow extends Record<string, SqlStorageValue> {
  seq: number;
  id: string;
  type: string;
  at_ms: number;
  key: string | null;
  data: string;
}

/** By their numbers; those that went with their retention are not in it. */
export function loadEvents(sql: SqlStorage, seqs: readonly number[]): Map<number, StoredEvent> {
  const rows = sql.exec<RawRow>(
    "SELECT seq, id, type, at_ms, key, data FROM webhook_events WHERE seq IN (SELECT value FROM json_each(?))",
    JSON.stringify(seqs),
  );
  return new Map(
    rows.toArray().map(({ at_ms: atMs, data, ...row }) => {
      return [row.seq, fromRow({ ...row, atMs, data: JSON.parse(data) as unknown })];
    }),
  );
}

export interface EventPage {
  /** Events before this number, the newest first. */
  readonly before: number;
  readonly type: string | null;
  readonly limit: number;
}

export function listEvents(db: Db, { before, type, limit }: EventPage): StoredEvent[] {
  const isWanted = and(
    lt(webhookEvents.seq, before),
    type === null ? undefined : eq(webhookEvents.type, type),
  );
  const rows = db.select().from(webhookEvents).where(isWanted).orderBy(desc(webhookEvents.seq)).limit(limit);
  return rows.all().map(fromRow);
}

/** Deletes up to `most` that are older, but for the newest of all; how many there were. */
export function deleteEventsBefore(db: Db, beforeMs: number, most: number): number {
  const newest = db
    .select({ seq: max(webhookEvents.seq) })
    .from(webhookEvents)
    .get();
  const old = db
    .select({ seq: webhookEvents.seq, atMs: webhookEvents.atMs })
    .from(webhookEvents)
    .where(gt(webhookEvents.seq, 0))
    .orderBy(asc(webhookEvents.seq))
    .limit(most)
    .all()
    .filter(({ seq, atMs }) => atMs < beforeMs && seq !== newest?.seq);
  const last = old.at(-1);
  if (last === undefined) return 0;
  db.delete(webhookEvents)
    .where(lt(webhookEvents.seq, last.seq + 1))
    .run();
  return old.length;
}
