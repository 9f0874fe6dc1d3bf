// Cron finds what is past its retention, the queue's consumer has the shards delete it: acknowledged when it is done,
// again later when it failed, buried when it is no message of ours.

import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  runDurableObjectAlarm,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { CRON_TASKS, QUEUE_JOBS } from "../../src/manifest.ts";
import worker from "../../src/worker.ts";
import {
  breakWrites,
  mendWrites,
  rawDatabaseOf,
  shardApi,
  shardStub,
  sqlIn,
  tenantStub,
  withoutTable,
} from "../support/objects.ts";
import { appendOf, gaugeBatches } from "../support/telemetry-bodies.ts";
import { createWorld, WORLD_EPOCH, type World } from "../support/world.ts";

const OLD_MS = 40 * 86_400_000;

/** A tenant with one block past its retention. */
async function createOldWorld(): Promise<World> {
  const world = await createWorld();
  const batches = gaugeBatches({ atMs: Date.now() - OLD_MS });
  await shardApi(world.tenant).append(appendOf(world.tenant, { epoch: WORLD_EPOCH, batches }));
  await runDurableObjectAlarm(shardStub(world.tenant));
  return world;
}

const countBlocks = async ({ tenant }: World) =>
  rawDatabaseOf(tenant)
    .prepare("SELECT count(*) AS n FROM blocks WHERE tenant_id = ?")
    .bind(tenant.id)
    .first("n");

const countRows = async ({ tenant }: World, table: "intents" | "garbage") =>
  (await sqlIn(shardStub(tenant), `SELECT count(*) AS n FROM ${table}`))[0]?.["n"];

async function deliver(queue: string, bodies: readonly unknown[]) {
  const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: Date.now(), attempts: 2, body }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await worker.queue(batch, env);
  return getQueueResult(batch, context);
}

const sweepOf = (world: World) => ({ kind: "telemetry.sweep", tenant_id: world.tenant.id });

it("a message is acknowledged when the tenant's shards have deleted what is too old, and may come twice", async () => {
  const world = await createOldWorld();
  expect(await countBlocks(world)).toBe(1);
  const result = await deliver("traceo-work-eu", [sweepOf(world), sweepOf(world)]);
  expect(result.explicitAcks).toEqual(["m0", "m1"]);
  expect(await countBlocks(world)).toBe(0);
});

it("a message whose work fails comes again later, and holds up no other", async () => {
  const [broken, sound] = [await createOldWorld(), await createOldWorld()];
  await breakWrites(shardStub(broken.tenant), "INSERT", "garbage");
  const result = await deliver("traceo-work-eu", [sweepOf(broken), sweepOf(sound)]);
  expect(result.explicitAcks).toEqual(["m1"]);
  expect(result.retryMessages).toMatchObject([{ msgId: "m0" }]);
  // The rows are gone, the objects not yet handed over: the intent remembers them.
  expect([await countRows(broken, "intents"), await countRows(broken, "garbage")]).toEqual([1, 0]);
  expect([await countRows(sound, "intents"), await countRows(sound, "garbage")]).toEqual([0, 1]);
  await mendWrites(shardStub(broken.tenant), "garbage");
  expect((await deliver("traceo-work-eu", [sweepOf(broken)])).explicitAcks).toEqual(["m0"]);
  expect([await countRows(broken, "intents"), await countRows(broken, "garbage")]).toEqual([0, 1]);
  expect(await countBlocks(broken)).toBe(0);
});

it("a message about a tenant that is gone is acknowledged; one that is none of ours is retried until it is dead", async () => {
  await createWorld();
  const gone = { kind: "telemetry.sweep", tenant_id: "ten_00000000000000000000" };
  const strange = [
    { kind: "unknown", tenant_id: gone.tenant_id },
    { kind: "telemetry.sweep" },
    { ...gone, note: "data" },
    "text",
  ];
  const result = await deliver("traceo-work-eu", [gone, ...strange]);
  expect(result.explicitAcks).toEqual(["m0"]);
  expect(result.retryMessages.map((message) => message.msgId)).toEqual(["m1", "m2", "m3", "m4"]);
});

it("dead letters are acknowledged, whatever is in them", async () => {
  await createWorld();
  const result = await deliver("traceo-dead-eu", [{ kind: "x" }, "text", null]);
  expect(result.ackAll).toBe(true);
});

it("cron finds the tenants in the minutes of a day that are its own, and only then", () => {
  const minutes = Array.from({ length: 1_440 }, (_, minute) => new Date(Date.UTC(2026, 10, 23, 0, minute)));
  const counted = CRON_TASKS.map(
    (task) => [task.name, minutes.filter((at) => task.isDue(at)).length] as const,
  );
  const isAlways = ([, due]: readonly [string, number]): boolean => due === 0 || due === minutes.length;
  // A report may be due in any minute.
  expect(counted.filter(isAlways)).toEqual([["reporting.find_due_reports", minutes.length]]);
  expect(CRON_TASKS.length * QUEUE_JOBS.length).toBeGreaterThan(0);
});

/** Of every test before it there are tenants, and each gets its message. */
const MANY_TENANTS = { timeout: 60_000 };
const MANY_MESSAGES = { timeout: 50_000 };

it("cron has every tenant looked at once a day, in an hour of its own", MANY_TENANTS, async () => {
  const { tenant } = await createWorld();
  const count = async () =>
    (await sqlIn(tenantStub(tenant), "SELECT count(*) AS n FROM residency_observations"))[0]?.["n"];
  for (let hour = 0; hour < 24; hour++) {
    const at = new Date(Date.UTC(2026, 10, 23, hour, 41));
    await worker.scheduled(createScheduledController({ scheduledTime: at, cron: "* * * * *" }), env);
  }
  await expect.poll(count, MANY_MESSAGES).toBe(1);
});

it(
  "cron sends each tenant's message, the queue brings it, and a cell that does not answer fails no run",
  MANY_TENANTS,
  async () => {
    const world = await createOldWorld();
    const at = new Date(Date.UTC(2026, 10, 23, 5, 17));
    const controller = createScheduledController({ scheduledTime: at, cron: "* * * * *" });
    await withoutTable(env.CELL_US_DB, "blocks", async () => worker.scheduled(controller, env));
    await worker.scheduled(controller, env);
    await expect.poll(async () => countBlocks(world), MANY_MESSAGES).toBe(0);
  },
);
