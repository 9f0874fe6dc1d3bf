// Which deliveries of an endpoint may be sent, in the order that it asks for. `none`: each when its time has come. `per_key`:
// the first of each key. `strict`: the first of all. Reads two partial indexes, nothing else: what was never tried by its place, what
// is to be tried again by its time, so that neither is looked for among the other.
// LIMIT: an order is looked for among the first 10,000 that wait: those behind come into sight as these leave.

import type { Order } from "../index.ts";
import { placesOf, SPAN } from "./place.ts";

const MOST_LOOKED_AT = 10_000;

interface Waiting extends Record<string, SqlStorageValue> {
  place: number;
  next_at_ms: number;
  lease_until_ms: number;
  order_key: string | null;
}

export interface Wanted {
  readonly endpointNo: number;
  readonly order: Order;
}

/** Of an endpoint's number (?1) and its places (from ?2, before ?3); word for word as the indexes have it. */
export const FRESH = `webhook_deliveries INDEXED BY webhook_deliveries_fresh
  WHERE place >= ?2 AND place < ?3 AND next_at_ms IS NOT NULL AND attempts = 0`;
export const AGAIN = `webhook_deliveries INDEXED BY webhook_deliveries_again
  WHERE place / ${SPAN} = ?1 AND place >= ?2 AND place < ?3 AND next_at_ms IS NOT NULL AND attempts > 0`;

const COLUMNS = "place, next_at_ms, lease_until_ms, order_key";

function bounds(endpointNo: number): [number, number, number] {
  const { from, to } = placesOf(endpointNo);
  return [endpointNo, from, to];
}

/** Those that nothing but time holds back. */
function* eligible(sql: SqlStorage, { endpointNo, order }: Wanted): Generator<Waiting> {
  const rows = sql.exec<Waiting>(
    `SELECT ${COLUMNS} FROM ${FRESH} UNION ALL SELECT ${COLUMNS} FROM ${AGAIN} ORDER BY place LIMIT ?4`,
    ...bounds(endpointNo),
    order === "strict" ? 1 : MOST_LOOKED_AT,
  );
  const keys = new Set<string>();
  for (const row of rows) {
    const isBehind = order === "per_key" && row.order_key !== null && keys.has(row.order_key);
    if (row.order_key !== null) keys.add(row.order_key);
    if (!isBehind) yield row;
  }
}

export interface Room {
  readonly nowMs: number;
  /** How many more may be in flight. */
  readonly room: number;
}

/** Is there anything of the endpoint whose time has come, whatever its order holds back? */
export function isAnyDue(sql: SqlStorage, endpointNo: number, nowMs: number): boolean {
  return findAnyDue(sql, endpointNo, { nowMs, room: 1 }).length > 0;
}

/** Their places; none that is leased. */
export function findDue(sql: SqlStorage, wanted: Wanted, { nowMs, room }: Room): number[] {
  if (room <= 0) return [];
  if (wanted.order === "none") return findAnyDue(sql, wanted.endpointNo, { nowMs, room });
  const due: number[] = [];
  for (const row of eligible(sql, wanted)) {
    if (row.next_at_ms <= nowMs && row.lease_until_ms <= nowMs) due.push(row.place);
    if (due.length === room) break;
  }
  return due;
}

const IS_DUE = "next_at_ms <= ?4 AND lease_until_ms <= ?4";

/** What is to be tried again first, the longest due first. */
function findAnyDue(sql: SqlStorage, endpointNo: number, { nowMs, room }: Room): number[] {
  const found = sql.exec<{ place: number }>(
    `SELECT place FROM (SELECT place FROM ${AGAIN} AND ${IS_DUE} ORDER BY next_at_ms LIMIT ?5)
      UNION ALL SELECT place FROM (SELECT place FROM ${FRESH} AND ${IS_DUE} ORDER BY place LIMIT ?5) LIMIT ?5`,
    ...bounds(endpointNo),
    nowMs,
    room,
  );
  return found.toArray().map(({ place }) => place);
}

/** When the next of them may be sent, or its lease ends; null when nothing waits. */
export function nextDueAt(sql: SqlStorage, wanted: Wanted): number | null {
  const { endpointNo, order } = wanted;
  if (order !== "none") return earliestOf(eligible(sql, wanted), "by place");
  const again = `SELECT ${COLUMNS} FROM ${AGAIN} ORDER BY next_at_ms`;
  const fresh = `SELECT ${COLUMNS} FROM ${FRESH} ORDER BY place`;
  const found = [again, fresh].flatMap(
    (statement) => earliestOf(sql.exec<Waiting>(statement, ...bounds(endpointNo)), "by time") ?? [],
  );
  return found.length === 0 ? null : Math.min(...found);
}

/**
 * Of rows by their time only those in front of the first that is not leased are read: what was never tried is due since its event,
 * and events are in the order of time.
 */
function earliestOf(rows: Iterable<Waiting>, order: "by place" | "by time"): number | null {
  let earliest: number | null = null;
  for (const { next_at_ms: nextMs, lease_until_ms: leaseMs } of rows) {
    if (order === "by time" && earliest !== null && nextMs >= earliest) break;
    earliest = Math.min(earliest ?? Infinity, Math.max(nextMs, leaseMs));
  }
  return earliest;
}
