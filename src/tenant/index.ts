// The door of the tenant ring: what its objects answer to, and what comes with every command.

export type { CommandInputs, CommandName } from "./commands.ts";
export type { Committed } from "./commit.ts";
export type { Envelope, Idempotency } from "./envelope.ts";
export type { AskedPeriod } from "./evidence/attest.ts";
export type { StartMove } from "./commands/start-move.ts";
export { exportPrefix, offboardingSchema, type Offboarding } from "./offboarding/offboarding.ts";
export { moveSchema, type Move } from "./moves/move.ts";
export type { QueryInputs, QueryName } from "./queries.ts";
export type { SealedHead } from "./seal.ts";
export { openStatement, signStatement } from "./sign-statement.ts";
export type {
  Append,
  Appended,
  Batch,
  Fresh,
  FreshRequest,
  ObjectUse,
  ShardApi,
  ShardUse,
  TenantApi,
} from "./tenant-api.ts";
export { shardAt, tenantAt } from "./stubs.ts";
