// The door of the tenant ring: what its objects answer to, and what comes with every command.

export type { CommandInputs, CommandName } from "./commands.ts";
export type { Committed } from "./commit.ts";
export type { Envelope, Idempotency } from "./envelope.ts";
export type { QueryInputs, QueryName } from "./queries.ts";
export type { SealedHead } from "./seal.ts";
export type { Append, Batch, Fresh, FreshRequest, ShardApi, TenantApi } from "./tenant-api.ts";
