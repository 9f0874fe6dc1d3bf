// The two tables of a receiver that keeps its notes in SQL, and every statement on them. SQLite's dialect; PostgreSQL takes the
// same with `$1` for `?1`. INVARIANT: a message is noted by an INSERT that fails when the id is there, and the position moves by
// a statement that fails unless it moves to the next: whatever ran meanwhile, the transaction then keeps nothing.

import type { Noted, Ordering, WebhookMessage } from "./message.ts";

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlStatement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export const RECEIPT_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS webhook_receipts (
    endpoint TEXT NOT NULL, id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (endpoint, id))`,
  "CREATE TABLE IF NOT EXISTS webhook_positions (endpoint TEXT PRIMARY KEY, sequence INTEGER NOT NULL)",
];

/** One row, always. */
export function readNoted(endpoint: string, { id }: WebhookMessage): SqlStatement {
  const sql = `SELECT
    EXISTS (SELECT 1 FROM webhook_receipts WHERE endpoint = ?1 AND id = ?2) AS is_noted,
    (SELECT sequence FROM webhook_positions WHERE endpoint = ?1) AS position`;
  return { sql, params: [endpoint, id] };
}

export function parseNoted(row: SqlRow | undefined): Noted {
  if (row === undefined) throw new Error("the table of receipts did not answer");
  const { is_noted: isNoted, position } = row;
  return { isNoted: Number(isNoted) === 1, position: position === null ? null : Number(position) };
}

/** Fails when the message is noted already, or when it is not the next in an order that is asked for. */
export function noteMessage(
  endpoint: string,
  message: WebhookMessage,
  { order, firstSequence }: Ordering,
): SqlStatement[] {
  const note: SqlStatement = {
    sql: "INSERT INTO webhook_receipts (endpoint, id, at_ms) VALUES (?1, ?2, ?3)",
    params: [endpoint, message.id, message.sentAtMs],
  };
  if (order === "none") return [note];
  // NULL where the step is not the next one: the column takes none.
  const move: SqlStatement = {
    sql: `INSERT INTO webhook_positions (endpoint, sequence) VALUES (?1, CASE WHEN ?2 =
        coalesce((SELECT sequence FROM webhook_positions WHERE endpoint = ?1) + 1, ?3) THEN ?2 END)
      ON CONFLICT (endpoint) DO UPDATE SET sequence = excluded.sequence`,
    params: [endpoint, message.sequence, firstSequence],
  };
  return [note, move];
}

/** For who decides that what is missing will not come: the next message is then the one after `sequence`. */
export function skipTo(endpoint: string, sequence: number): SqlStatement {
  const sql = `INSERT INTO webhook_positions (endpoint, sequence) VALUES (?1, ?2)
    ON CONFLICT (endpoint) DO UPDATE SET sequence = max(sequence, excluded.sequence)`;
  return { sql, params: [endpoint, sequence] };
}

/** Notes are needed for as long as the sender may send an id again: 30 days after the event, see the README. */
export function forgetBefore(endpoint: string, ms: number): SqlStatement {
  return { sql: "DELETE FROM webhook_receipts WHERE endpoint = ?1 AND at_ms < ?2", params: [endpoint, ms] };
}
