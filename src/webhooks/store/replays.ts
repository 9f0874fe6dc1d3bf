// Deliveries that begin anew. Ids and numbers stay. Synchronous.

import type { DeliveryState } from "../index.ts";
import { AGAIN } from "./pending.ts";
import { placesOf } from "./place.ts";

/** What a replay begins with: the first attempt is due at once, the sequence and the id stay. */
const BEGIN_ANEW = "state = 'pending', dead_reason = NULL, attempts = 0, next_at_ms = ?, lease_until_ms = 0";

/** False when it is being sent at this moment. */
export function replayDelivery(
  sql: SqlStorage,
  { place, nowMs }: { readonly place: number; readonly nowMs: number },
): boolean {
  const written = sql.exec(
    `UPDATE webhook_deliveries SET ${BEGIN_ANEW} WHERE place = ? AND lease_until_ms <= ? RETURNING place`,
    nowMs,
    place,
    nowMs,
  );
  return written.toArray().length === 1;
}

export interface Replay {
  readonly endpointNo: number;
  readonly states: readonly DeliveryState[];
  readonly sinceMs: number;
  readonly nowMs: number;
}

/** How many begin anew. What still waits for its next attempt is left to it. */
export function replayMany(sql: SqlStorage, { endpointNo, states, sinceMs, nowMs }: Replay): number {
  const { from, to } = placesOf(endpointNo);
  let replayed = 0;
  for (const state of states) {
    // Literally, so that the index of the dead ones can serve.
    const written = sql.exec(
      `UPDATE webhook_deliveries SET ${BEGIN_ANEW}
        WHERE place >= ? AND place < ? AND created_at_ms >= ? AND next_at_ms IS NULL AND state = '${state}' RETURNING place`,
      nowMs,
      from,
      to,
      sinceMs,
    );
    replayed += written.toArray().length;
  }
  return replayed;
}

/** An endpoint is enabled again: what waited for a later attempt is due now, with the whole schedule before it. */
export function beginWaitingAnew(sql: SqlStorage, endpointNo: number, nowMs: number): void {
  const { from, to } = placesOf(endpointNo);
  sql.exec(
    `UPDATE webhook_deliveries SET attempts = 0, next_at_ms = ?4
      WHERE place IN (SELECT place FROM ${AGAIN} AND lease_until_ms <= ?4)`,
    endpointNo,
    from,
    to,
    nowMs,
  );
}
