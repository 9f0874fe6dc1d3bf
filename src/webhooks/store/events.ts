// Events in the tenant object's SQLite, in the order of their commits. Synchronous: called inside the commit's transaction.

import { and, asc, desc, eq, gt, lt, max, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Json } from "../../kernel/canonical-json.ts";
import { oncePer } from "../../kernel/once-per.ts";
import type { EventType } from "../index.ts";
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

export function addEvent(db: Db, event: Omit<StoredEvent, "seq">): number {
  const seq = (newestSeq(db).get()?.seq ?? 0) + 1;
  // In a list: a bare JSON null would be written as SQL's NULL.
  db.insert(webhookEvents)
    .values({ ...event, seq, data: [event.data] })
    .run();
  return seq;
}

type Row = typeof webhookEvents.$inferSelect;

function fromRow(row: Row): StoredEvent {
  const [data] = row.data as [Json];
  return { ...row, type: row.type as EventType, data };
}

/** On the way of every event: these statements are built once. */
const eventRow = oncePer((db: Db) =>
  db
    .select()
    .from(webhookEvents)
    .where(eq(webhookEvents.seq, sql.placeholder("seq")))
    .prepare(),
);
const newestSeq = oncePer((db: Db) =>
  db
    .select({ seq: max(webhookEvents.seq) })
    .from(webhookEvents)
    .prepare(),
);

export function loadEvent(db: Db, seq: number): StoredEvent | null {
  const row = eventRow(db).get({ seq });
  return row === undefined ? null : fromRow(row);
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
