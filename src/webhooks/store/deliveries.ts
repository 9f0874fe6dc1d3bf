// Deliveries in the tenant object's SQLite: written with their event, read, listed. Synchronous, and in SQL as written: it is on the
// way of every event.
// INVARIANT: the newest of an endpoint is never deleted, so that its numbers rise for ever.

import type { DeadReason, DeliveryState } from "../index.ts";
import { AGAIN, FRESH } from "./pending.ts";
import { placeOf, placesOf, seqAt } from "./place.ts";

export interface NewDelivery {
  readonly endpointNo: number;
  readonly messageId: string;
  readonly eventSeq: number;
  readonly orderKey: string | null;
  readonly atMs: number;
}

/** One attempt as it is kept: by the domain's own record, which this store does not look into. */
export type StoredLog = readonly unknown[];

export interface StoredDelivery {
  readonly place: number;
  readonly messageId: string;
  readonly eventSeq: number;
  readonly state: DeliveryState;
  readonly deadReason: DeadReason | null;
  readonly attempts: number;
  readonly nextAtMs: number | null;
  readonly fence: number;
  readonly leaseUntilMs: number;
  readonly orderKey: string | null;
  readonly createdAtMs: number;
  readonly log: StoredLog;
}

export interface DeliveryRow extends Record<string, SqlStorageValue> {
  place: number;
  message_id: string;
  event_seq: number;
  state: string;
  dead_reason: string | null;
  attempts: number;
  next_at_ms: number | null;
  fence: number;
  lease_until_ms: number;
  order_key: string | null;
  created_at_ms: number;
  log: string;
}

export const fromRow = (row: DeliveryRow): StoredDelivery => ({
  place: row.place,
  messageId: row.message_id,
  eventSeq: row.event_seq,
  state: row.state as DeliveryState,
  deadReason: row.dead_reason as DeadReason | null,
  attempts: row.attempts,
  nextAtMs: row.next_at_ms,
  fence: row.fence,
  leaseUntilMs: row.lease_until_ms,
  orderKey: row.order_key,
  createdAtMs: row.created_at_ms,
  log: JSON.parse(row.log) as StoredLog,
});

/** The delivery's own number of its endpoint. */
export function addDelivery(sql: SqlStorage, added: NewDelivery): number {
  const { endpointNo, messageId, eventSeq, orderKey, atMs } = added;
  const seq = lastSeq(sql, endpointNo) + 1;
  sql.exec(
    `INSERT INTO webhook_deliveries
      (place, message_id, event_seq, state, attempts, next_at_ms, fence, lease_until_ms, order_key, created_at_ms, log)
      VALUES (?, ?, ?, 'pending', 0, ?, 0, 0, ?, ?, '[]')`,
    placeOf(endpointNo, seq),
    messageId,
    eventSeq,
    atMs,
    orderKey,
    atMs,
  );
  return seq;
}

export function lastSeq(sql: SqlStorage, endpointNo: number): number {
  const { from, to } = placesOf(endpointNo);
  const { last } = sql
    .exec<{ last: number | null }>(
      "SELECT max(place) AS last FROM webhook_deliveries WHERE place >= ? AND place < ?",
      from,
      to,
    )
    .one();
  return last === null ? 0 : seqAt(last);
}

export function loadDelivery(sql: SqlStorage, place: number): StoredDelivery | null {
  const [row] = sql.exec<DeliveryRow>("SELECT * FROM webhook_deliveries WHERE place = ?", place).toArray();
  return row === undefined ? null : fromRow(row);
}

export interface DeliveryPage {
  readonly endpointNo: number;
  /** Deliveries before this number, the newest first. */
  readonly before: number;
  readonly state: DeliveryState | null;
  readonly limit: number;
}

export type ListedDelivery = Omit<StoredDelivery, "log"> & {
  readonly eventId: string | null;
  readonly type: string | null;
};

const LISTED = `place, message_id, event_seq, state, dead_reason, attempts, next_at_ms, fence, lease_until_ms, order_key,
  created_at_ms, '[]' AS log`;
const PAGE = "WHERE place >= ?2 AND place < ?3";

/** Which rows are of a state, by the index that holds few others. */
const OF_STATE: Readonly<Record<DeliveryState | "any", string>> = {
  any: `SELECT ${LISTED} FROM webhook_deliveries ${PAGE}`,
  pending: `SELECT ${LISTED} FROM ${FRESH} UNION ALL SELECT ${LISTED} FROM ${AGAIN}`,
  dead: `SELECT ${LISTED} FROM webhook_deliveries INDEXED BY webhook_deliveries_dead ${PAGE} AND state = 'dead'`,
  delivered: `SELECT ${LISTED} FROM webhook_deliveries ${PAGE} AND state = 'delivered'`,
};

/** With the type of its event, without its attempts. */
export function listDeliveries(sql: SqlStorage, page: DeliveryPage): ListedDelivery[] {
  const { from, to } = placesOf(page.endpointNo);
  const before = Math.min(to, from + page.before);
  const rows = sql.exec<DeliveryRow & { id: string | null; type: string | null }>(
    `SELECT listed.*, id, type FROM (${OF_STATE[page.state ?? "any"]} ORDER BY place DESC LIMIT ?4) AS listed
      LEFT JOIN webhook_events ON seq = event_seq ORDER BY place DESC`,
    page.endpointNo,
    from,
    before,
    page.limit,
  );
  return rows.toArray().map(({ id: eventId, type, ...row }) => {
    const { log: _none, ...listed } = fromRow(row);
    return { ...listed, eventId, type };
  });
}
