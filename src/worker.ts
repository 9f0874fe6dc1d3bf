// The Worker: requests, queue messages and cron triggers go to their registries; the object classes are named here.

import { app, rimOf } from "./app.ts";
import { buryDead, consume, runCron, runJob } from "./edge/index.ts";
import { workObjectOf } from "./tenant/work-object.ts";
import { CRON_TASKS, QUEUE_JOBS, REGIONAL_JOBS } from "./manifest.ts";

// What all objects inherit is shared by all tenants of the isolate: a library that would write to it by mistake fails instead.
Object.preventExtensions(Object.prototype);

export { ShardObject } from "./tenant/shard-object.ts";
export { TenantObject } from "./tenant/tenant-object.ts";

export class WorkObject extends workObjectOf((env, kind, tenant) =>
  runJob(rimOf(env), REGIONAL_JOBS, { kind, tenant }),
) {}

export default {
  fetch: app.fetch,
  async queue(batch, env) {
    if (batch.queue.startsWith("traceo-dead-")) buryDead(rimOf(env), batch);
    else await consume(rimOf(env), QUEUE_JOBS, batch);
  },
  async scheduled(controller, env) {
    await runCron(rimOf(env), CRON_TASKS, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
