// traceo-webhook-receiver: verifies a Traceo webhook and applies it once. Copy the folder; README.md says how.

export { applyInMemory, type MemoryHandling } from "./apply-in-memory.ts";
export { applyInObject, type ObjectHandling, type ObjectStorage } from "./apply-in-object.ts";
export {
  applyInSql,
  d1Database,
  sqliteDatabase,
  type D1Handle,
  type SqlDatabase,
  type SqlHandling,
  type SqliteHandle,
} from "./apply-in-sql.ts";
export type { Apply, Order, Ordering, Verdict, WebhookMessage } from "./message.ts";
export { forgetBefore, RECEIPT_TABLES, skipTo, type SqlStatement, type SqlValue } from "./receipts-table.ts";
export { createReceiver, type Answer, type Receiver, type ReceiverOptions } from "./receiver.ts";
export {
  verifyMessage,
  type ReceivedRequest,
  type Refusal,
  type Verification,
  type Verified,
} from "./verify-message.ts";
