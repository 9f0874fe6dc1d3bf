// The meters balance: after any interleaving of new requests, repeated ones, flushes, evictions, failing stores and moves
// the metered usage is what is stored, point by point, and what was acknowledged. A printed seed does a run again.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { openDirectory } from "../../../src/directory/store/directory.ts";
import { sendAsOperator } from "../../support/client.ts";
import { seededRandom } from "../../support/ingest.ts";
import {
  auditOf,
  breakWrites,
  evict,
  mendWrites,
  shardStub,
  sqlIn,
  stateOf,
  tenantStub,
} from "../../support/objects.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const SERVICES = ["shop", "search", "mail", ""] as const;
const STEPS = 20;

interface Run {
  readonly world: World;
  readonly random: () => number;
  /** What was sent: bodies, by the service and points of each. */
  readonly sent: {
    readonly json: object;
    readonly service: string;
    readonly points: number;
    isStored: boolean;
  }[];
}

let made = 0;

/** No two bodies are the same, and no two points of one series and instant. */
function bodyOf(service: string, points: number): object {
  const atMs = Date.now() - 600_000;
  const dataPoints = Array.from({ length: points }, (_, at) => ({
    timeUnixNano: String(BigInt(atMs) * 1_000_000n + BigInt(at)),
    asDouble: at,
    attributes: [{ key: "sent", value: { stringValue: `n${(made += 1)}` } }],
  }));
  const attributes = service === "" ? [] : [{ key: "service.name", value: { stringValue: service } }];
  const metrics = [{ name: "m", gauge: { dataPoints } }];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
}

/** 429 in the second in which an object was lost: it does not know what that second has left. */
async function put({ world }: Run, request: Run["sent"][number]): Promise<void> {
  const { status } = await sendTo(world, "POST /v1/metrics", { json: request.json });
  expect([200, 429, 500, 503]).toContain(status);
  if (status === 200) request.isStored = true;
}

/** As senders do: until it is acknowledged. Then it is stored once. */
async function putAll(run: Run): Promise<void> {
  for (const request of run.sent)
    for (let tries = 0; !request.isStored && tries < 1_000; tries++) await put(run, request);
}

const pick = <T>(items: readonly T[], random: () => number): T | undefined =>
  items[Math.floor(random() * items.length)];

async function shardsOf({ world }: Run): Promise<number[]> {
  return [...(await stateOf(world.tenant)).shards];
}

async function flush(run: Run): Promise<void> {
  for (const shard of await shardsOf(run)) await runDurableObjectAlarm(shardStub(run.world.tenant, shard));
}

type Step = (run: Run) => Promise<void>;

const send: Step = async (run) => {
  const service = pick(SERVICES, run.random) ?? "";
  const points = 1 + Math.floor(run.random() * 9);
  const request = { json: bodyOf(service, points), service, points, isStored: false };
  run.sent.push(request);
  await put(run, request);
};

const repeat: Step = async (run) => {
  const request = pick(run.sent, run.random);
  if (request !== undefined) await Promise.all([put(run, request), put(run, request)]);
};

/** An object that was lost and not asked since has to wake before it can be lost again. */
async function loseObject(stub: unknown): Promise<void> {
  await sqlIn(stub, "SELECT 1");
  await evict(stub);
}

const lose: Step = async (run) => {
  for (const shard of await shardsOf(run)) await loseObject(shardStub(run.world.tenant, shard));
  if (run.random() < 0.5) await loseObject(tenantStub(run.world.tenant));
};

/** A flush stops at the last of its steps, or its report at its commit; then the object is lost. */
const crash: Step = async (run) => {
  const [shard = 0] = await shardsOf(run);
  const [stub, table] =
    run.random() < 0.5
      ? [shardStub(run.world.tenant, shard), "flushes"]
      : [tenantStub(run.world.tenant), "usage_hours"];
  for (const verb of ["INSERT", "UPDATE"] as const) {
    await breakWrites(stub, verb, table);
    await flush(run);
    await mendWrites(stub, table);
  }
  await lose(run);
};

/** The object counted it, and its answer got lost, a day before the shard asks again. */
const tellAgain: Step = async (run) => {
  const { tenant } = run.world;
  for (const shard of await shardsOf(run))
    await sqlIn(shardStub(tenant, shard), "UPDATE flushes SET is_reported = 0");
  await flush(run);
};

const move: Step = async ({ world, random }) => {
  const path = `/operator/v1/tenants/${world.tenant.id}/moves`;
  const { tenant } = await stateOf(world.tenant);
  const to = random() < 0.5 ? { shards: tenant.shards === 1 ? 3 : 1 } : { pool: tenant.pool === 0 ? 1 : 0 };
  const begun = await sendAsOperator(`POST ${path}`, { json: { to, reason: "balance" } });
  expect([begun.status, begun.json.code]).toEqual([202, undefined]);
  for (let alarms = 0; alarms < 60; alarms++) {
    await runDurableObjectAlarm(tenantStub(world.tenant));
    if ((await sendAsOperator(`GET ${path}/${begun.json.id}`)).json.state === "done") return;
  }
  throw new Error("the move does not end");
};

const STEPS_BY_SHARE: readonly (readonly [share: number, step: Step])[] = [
  [0.4, send],
  [0.15, repeat],
  [0.2, flush],
  [0.1, lose],
  [0.08, crash],
  [0.07, tellAgain],
];

async function step(run: Run): Promise<void> {
  let at = run.random();
  for (const [share, does] of STEPS_BY_SHARE) {
    if (at < share) return does(run);
    at -= share;
  }
}

async function storedPoints(run: Run): Promise<number> {
  const { tenant } = run.world;
  const reports = (await auditOf(tenant)).filter(({ action }) => action === "telemetry:store");
  let points = reports.reduce((sum, { detail }) => sum + (detail.rows as number), 0);
  for (const shard of await shardsOf(run)) {
    const stub = shardStub(tenant, shard);
    const [row] = await sqlIn(stub, "SELECT coalesce(sum(rows), 0) AS n FROM batches");
    points += row?.n as number;
  }
  return points;
}

async function expectBalance(run: Run, hint: string): Promise<void> {
  const target = "GET /v1/usage?from=now-1d&to=now%2B1h&interval=month&meter=metric_points&group_by=service";
  const answer = await sendTo(run.world, target);
  expect(answer.status, `${hint}: usage`).toBe(200);
  const data = answer.json.data as { quantity: number; group: { service: string } }[];
  const metered = new Map(data.map(({ quantity, group }) => [group.service, quantity]));
  for (const service of SERVICES) {
    const stored = run.sent.filter((request) => request.isStored && request.service === service);
    const points = stored.reduce((sum, request) => sum + request.points, 0);
    expect(metered.get(service) ?? 0, `${hint}: points of \`${service}\``).toBe(points);
  }
}

it.each([
  ["staying", 1],
  ["staying", 2],
  ["moved meanwhile", 3],
])("usage is what is stored, whatever happened in between (%s, %i)", async (how, nth) => {
  const isMoved = how !== "staying";
  const seed = Number(Reflect.get(env, "TEST_SEED")) || (Date.now() % 1_000_000) + nth;
  const random = seededRandom(seed);
  const world = await createWorld({ tier: "enterprise" });
  const run: Run = { world, random, sent: [] };
  for (let steps = 0; steps < STEPS; steps++) await step(run);
  await putAll(run);
  await expectBalance(run, `seed ${seed}`);
  if (isMoved) await move(run);
  for (let steps = 0; steps < STEPS / 2; steps++) await step(run);
  await putAll(run);
  await flush(run);
  await expectBalance(run, `seed ${seed}, in the end`);
  const points = run.sent.reduce((sum, request) => sum + request.points, 0);
  if (!isMoved) expect(await storedPoints(run), `seed ${seed}: points stored`).toBe(points);
  const moved = await openDirectory(env.DIRECTORY).load({ by: "id", id: world.tenant.id });
  expect(moved?.status).toBe("active");
});
