// Applies messages in a Durable Object: the handler writes to the object's own SQLite, in the transaction that notes the id.
// An object does one thing at a time, so there is nothing to race with.

import { ANY_ORDER, judgeMessage, type Apply, type Ordering, type WebhookMessage } from "./message.ts";
import {
  noteMessage,
  parseNoted,
  readNoted,
  RECEIPT_TABLES,
  type SqlRow,
  type SqlStatement,
  type SqlValue,
} from "./receipts-table.ts";

/** Of `ctx.storage` in an object that is backed by SQLite, what is used here. */
export interface ObjectStorage {
  readonly sql: { exec(sql: string, ...params: SqlValue[]): { toArray(): unknown[] } };
  transactionSync<T>(work: () => T): T;
}

export interface ObjectHandling {
  readonly endpoint: string;
  /** Writes to this object's storage and to nothing else; what it throws undoes it. */
  readonly handle: (message: WebhookMessage) => void;
  readonly ordering?: Ordering;
}

export function applyInObject(storage: ObjectStorage, handling: ObjectHandling): Apply {
  const { endpoint, handle, ordering = ANY_ORDER } = handling;
  const run = ({ sql, params }: SqlStatement): unknown[] => storage.sql.exec(sql, ...params).toArray();
  for (const sql of RECEIPT_TABLES) run({ sql, params: [] });
  return async (message) =>
    storage.transactionSync(() => {
      const [row] = run(readNoted(endpoint, message));
      const verdict = judgeMessage(message, parseNoted(row as SqlRow | undefined), ordering);
      if (verdict !== "applied") return verdict;
      for (const statement of noteMessage(endpoint, message, ordering)) run(statement);
      handle(message);
      return verdict;
    });
}
