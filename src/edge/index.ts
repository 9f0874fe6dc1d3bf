// The door of the edge: how operations are declared, what a handler gets, and the serving of a request.

export { askCell } from "./ask-cell.ts";
export { executeCommand, loadBundle, shardApi, tenantApi } from "./bundles.ts";
export type { OperatorCall, PublicCall, TenantCall } from "./call.ts";
export {
  CONSOLE_SESSION_MS,
  endConsoleSession,
  openConsoleSession,
  startConsoleSession,
} from "./console-session.ts";
export { etagOf, expectedVersion, IF_MATCH, versionMeant } from "./if-match.ts";
export {
  buryDead,
  consume,
  inRegion,
  runJob,
  runCron,
  sendWork,
  type CronTask,
  type QueueJob,
  type WorkMessage,
} from "./jobs.ts";
export {
  operatorOperation,
  publicOperation,
  tenantOperation,
  type BodySpec,
  type HeaderSpec,
  type ResponseSpec,
  type Operation,
  type OperatorOperation,
  type TenantOperation,
} from "./operation.ts";
export { PROBLEM_TYPE } from "./problem.ts";
export { bytesReply, jsonReply, streamOf, type Reply } from "./reply.ts";
export { changeTenant, findTenant, operatorEnvelope, tenantParams } from "./operator-tenant.ts";
export { forgetTenant } from "./resolve.ts";
export { mayAsk } from "./may-ask.ts";
export { openKeySession } from "./key-session.ts";
export { openOwnSession, type OwnSession } from "./own-session.ts";
export { checkAuthFailures } from "./rate-limit.ts";
export { createRouter } from "./first-match.ts";
export { createGuessers } from "./guessers.ts";
export { createRepeats } from "./repeats.ts";
export type { Rim } from "./rim.ts";
export { serve } from "./serve.ts";
export { serveHolder, type Holder } from "./serve-tenant.ts";
export type { AlsoAsked, QueryLease, TenantSession } from "./session.ts";
export { openUserSession } from "./user-session.ts";
