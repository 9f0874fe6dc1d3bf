// A delivery's lease and what an attempt led to. Synchronous.
// INVARIANT: an attempt is recorded under the fence of its lease or not at all.

import type { DeadReason, DeliveryState } from "../index.ts";
import { fromRow, type DeliveryRow, type StoredDelivery, type StoredLog } from "./deliveries.ts";

export interface Leases {
  readonly places: readonly number[];
  readonly untilMs: number;
}

/** The deliveries as they are under their new leases, in their order. */
export function leaseDeliveries(sql: SqlStorage, { places, untilMs }: Leases): StoredDelivery[] {
  const rows = sql.exec<DeliveryRow>(
    `UPDATE webhook_deliveries SET fence = fence + 1, lease_until_ms = ?
      WHERE place IN (SELECT value FROM json_each(?)) RETURNING *`,
    untilMs,
    JSON.stringify(places),
  );
  return rows
    .toArray()
    .map(fromRow)
    .sort((one, other) => one.place - other.place);
}

/** What an attempt leads to. */
export interface Outcome {
  readonly state: DeliveryState;
  readonly deadReason: DeadReason | null;
  readonly attempts: number;
  readonly nextAtMs: number | null;
  readonly log: StoredLog;
}

type Leased = Pick<StoredDelivery, "place" | "messageId" | "fence">;

/**
 * False when somebody else holds the delivery by now, or nobody will: then nothing is written. Without `RETURNING`, for which SQLite
 * would copy every page aside before it changes it, once more for each statement of a transaction.
 */
export function recordOutcome(sql: SqlStorage, leased: Leased, outcome: Outcome): boolean {
  const written = sql.exec(
    `UPDATE webhook_deliveries
      SET state = ?, dead_reason = ?, attempts = ?, next_at_ms = ?, lease_until_ms = 0, log = ?
      WHERE place = ? AND fence = ? AND message_id = ? AND state = 'pending'`,
    outcome.state,
    outcome.deadReason,
    outcome.attempts,
    outcome.nextAtMs,
    JSON.stringify(outcome.log),
    leased.place,
    leased.fence,
    leased.messageId,
  );
  return written.rowsWritten > 0;
}
