// What is asked of endpoints after every commit that tells of something, and after every run: which may be sent to, which is when to
// be looked at, which there are. Nothing of their documents is handed over but the order.

import { permitOf, type EndpointHealth, type Order } from "../index.ts";
import { nextDueAt } from "./pending.ts";
import { SPAN } from "./place.ts";

/** The numbers of those that may be sent to at an instant: active, and not resting after failures. */
export function listActive(sql: SqlStorage, nowMs: number): number[] {
  const rows = sql.exec<{ no: number }>(
    `SELECT no FROM webhook_endpoints WHERE status = 'active'
      AND coalesce(json_extract(health, '$.restUntilMs'), 0) <= ?
      AND coalesce(json_extract(health, '$.probeUntilMs'), 0) <= ? ORDER BY no`,
    nowMs,
    nowMs,
  );
  return rows.toArray().map(({ no }) => no);
}

export interface ListedEndpoint {
  readonly no: number;
  readonly id: string;
  /** Another one after every change of what it wants. */
  readonly stamp: string;
}

/** All of them, whatever becomes of what they want meanwhile. */
export function listStamps(sql: SqlStorage): ListedEndpoint[] {
  const rows = sql.exec<{ no: number; id: string; stamp: string }>(
    "SELECT no, id, version || ' ' || updated_at_ms AS stamp FROM webhook_endpoints ORDER BY no",
  );
  return rows.toArray();
}

interface Idle extends Record<string, SqlStorageValue> {
  no: number;
  health: string;
  wanted: string;
}

/** Most endpoints have nothing that waits: they cost no statement of their own. `+no`: as a column it would not find into the index. */
const WAITED_FOR = `SELECT no, health, json_extract(document, '$.order') AS wanted FROM webhook_endpoints
  WHERE status = 'active' AND (
    EXISTS (SELECT 1 FROM webhook_deliveries INDEXED BY webhook_deliveries_fresh
      WHERE place >= no * ${SPAN} AND place < (no + 1) * ${SPAN} AND next_at_ms IS NOT NULL AND attempts = 0)
    OR EXISTS (SELECT 1 FROM webhook_deliveries INDEXED BY webhook_deliveries_again
      WHERE place / ${SPAN} = +no AND next_at_ms IS NOT NULL AND attempts > 0))`;

/**
 * When there is something to send next to an endpoint that nothing is being sent to; null for never. What rests is looked at when
 * its rest is over, whatever waits for it.
 */
export function nextWakeAt(
  sql: SqlStorage,
  { isRunning, nowMs }: { readonly isRunning: (no: number) => boolean; readonly nowMs: number },
): number | null {
  const active = sql.exec<Idle>(WAITED_FOR);
  let earliest: number | null = null;
  for (const { no, health, wanted } of active.toArray()) {
    if (isRunning(no)) continue;
    const permit = permitOf(JSON.parse(health) as EndpointHealth, nowMs);
    const order = permit.kind === "wait" ? "none" : (wanted as Order);
    const dueMs = nextDueAt(sql, { endpointNo: no, order });
    if (dueMs === null) continue;
    const atMs = permit.kind === "wait" ? Math.max(dueMs, permit.untilMs) : dueMs;
    earliest = Math.min(earliest ?? Infinity, atMs);
  }
  return earliest;
}
