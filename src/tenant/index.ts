// The door of the tenant ring: what its objects answer to, and what comes with every command.

export type { CommandInputs, CommandName } from "./commands.ts";
export type { Committed } from "./commit.ts";
export type { Envelope, Idempotency } from "./envelope.ts";
export type { AskedPeriod } from "./evidence/attest.ts";
export type { StartMove } from "./commands/start-move.ts";
export { exportPrefix, offboardingSchema, type Offboarding } from "./offboarding/offboarding.ts";
export { RENDER_EXPORTS } from "./exports/attend-exports.ts";
export { RUN_REPORTS } from "./schedules/attend-reports.ts";
export type { ReportTask } from "./schedules/work-on-report.ts";
export type { FinishReportRun } from "./commands/report-run.ts";
export { type ExportTask } from "./exports/work-on-export.ts";
export type { FinopsInputs, FinopsQuestion } from "./finops/questions.ts";
export { HOOK_RECEIVER, hookTaking, type ArrivedHook, type TakenHook } from "./inbound/receive-hook.ts";
export type { AddedHookSource } from "./inbound/add-hook-source.ts";
export { moveSchema, type Move } from "./moves/move.ts";
export type { QueryInputs, QueryName } from "./queries.ts";
export type { SealedHead } from "./seal.ts";
export { DELIVER } from "./webhooks/message.ts";
export type { Kept, SecretCommand } from "./webhooks/keep-endpoint.ts";
export type { GivenKey } from "./webhooks/sealed-secrets.ts";
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
export { shardAt, tenantAt, workAt } from "./stubs.ts";
