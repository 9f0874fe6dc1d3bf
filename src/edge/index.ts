// The door of the edge: how operations are declared, what a handler gets, and the serving of a request.

export { executeCommand, shardApi, tenantApi } from "./bundles.ts";
export type { OperatorCall, TenantCall } from "./call.ts";
export {
  buryDead,
  consume,
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
  type Operation,
  type OperatorOperation,
  type TenantOperation,
} from "./operation.ts";
export { PROBLEM_TYPE } from "./problem.ts";
export { bytesReply, jsonReply, streamOf, type Reply } from "./reply.ts";
export { changeTenant, findTenant, operatorEnvelope, tenantParams } from "./operator-tenant.ts";
export { forgetMissing } from "./resolve.ts";
export { createRepeats } from "./repeats.ts";
export type { Rim } from "./rim.ts";
export { serve } from "./serve.ts";
export type { QueryLease, TenantSession } from "./session.ts";
