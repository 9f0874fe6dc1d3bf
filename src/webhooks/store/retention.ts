// Deliveries that go: with their endpoint, or when they are old or too many. Synchronous.

import { lastSeq } from "./deliveries.ts";
import { placesOf } from "./place.ts";

export function deleteDeliveries(sql: SqlStorage, endpointNo: number): void {
  const { from, to } = placesOf(endpointNo);
  sql.exec("DELETE FROM webhook_deliveries WHERE place >= ? AND place < ?", from, to);
}

export interface Retention {
  readonly endpointNo: number;
  readonly beforeMs: number;
  /** How many settled ones of an endpoint are kept at most. */
  readonly most: number;
}

/** Deletes what is older, and of what is settled what is too many; never what is being sent, nor the newest. */
export function trimDeliveries(
  sql: SqlStorage,
  { endpointNo, beforeMs, most }: Retention,
  nowMs: number,
): void {
  const { from, to } = placesOf(endpointNo);
  const last = from + lastSeq(sql, endpointNo);
  sql.exec(
    `DELETE FROM webhook_deliveries WHERE place >= ? AND place < ? AND place <> ? AND lease_until_ms <= ?
      AND (created_at_ms < ? OR (next_at_ms IS NULL AND place <= ?))`,
    from,
    to,
    last,
    nowMs,
    beforeMs,
    last - most,
  );
}
