// Which deliveries of an endpoint may be sent, in the order that it asks for. `none`: each when its time has come. `per_key`:
// the first of each key. `strict`: the first of all. Reads the partial index of what is not settled, nothing else.
// LIMIT: an order is looked for among the first 10,000 that wait: those behind come into sight as these leave.

import type { Order } from "../index.ts";
import { placesOf } from "./place.ts";

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

const PENDING = `FROM webhook_deliveries INDEXED BY webhook_deliveries_pending
  WHERE place >= ? AND place < ? AND next_at_ms IS NOT NULL`;

/** Those that nothing but time holds back. */
function* eligible(sql: SqlStorage, { endpointNo, order }: Wanted): Generator<Waiting> {
  const { from, to } = placesOf(endpointNo);
  const most = order === "strict" ? 1 : MOST_LOOKED_AT;
  const rows = sql.exec<Waiting>(
    `SELECT place, next_at_ms, lease_until_ms, order_key ${PENDING} ORDER BY place LIMIT ?`,
    from,
    to,
    most,
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

function findAnyDue(sql: SqlStorage, endpointNo: number, { nowMs, room }: Room): number[] {
  const { from, to } = placesOf(endpointNo);
  const found = sql.exec<{ place: number }>(
    `SELECT place ${PENDING} AND next_at_ms <= ? AND lease_until_ms <= ? ORDER BY place LIMIT ?`,
    from,
    to,
    nowMs,
    nowMs,
    room,
  );
  return found.toArray().map(({ place }) => place);
}

/** When the next of them may be sent, or its lease ends; null when nothing waits. */
export function nextDueAt(sql: SqlStorage, wanted: Wanted): number | null {
  if (wanted.order === "none") return nextOfAny(sql, wanted.endpointNo);
  let earliest: number | null = null;
  for (const row of eligible(sql, wanted)) {
    const atMs = Math.max(row.next_at_ms, row.lease_until_ms);
    earliest = earliest === null ? atMs : Math.min(earliest, atMs);
  }
  return earliest;
}

function nextOfAny(sql: SqlStorage, endpointNo: number): number | null {
  const { from, to } = placesOf(endpointNo);
  const counted = sql.exec<{ at: number | null }>(
    `SELECT min(max(next_at_ms, lease_until_ms)) AS at ${PENDING}`,
    from,
    to,
  );
  return counted.one().at;
}
