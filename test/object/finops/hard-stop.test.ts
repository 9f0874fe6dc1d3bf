// The hard stop: fifty writers at once against a budget, in a pool and in a silo, on several shards, while objects are lost.
// INVARIANT: without the last request of each shard, less is stored than the budget allows: so no shard takes more than the
// one request at which the budget ends. And nobody is refused before it is used up. A printed seed does a run again.

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { seededRandom } from "../../support/ingest.ts";
import { evict, shardStub, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { createSilo } from "../../support/silo.ts";
import { send, type Answer, type Ask } from "../../support/client.ts";
import { createWorld, type World } from "../../support/world.ts";

const WRITERS = 50;
const MOST_POINTS = 4;

type Where = Pick<World, "tenant" | "host" | "admin">;

interface Run {
  readonly world: Where;
  readonly random: () => number;
  readonly limit: number;
}

let sent = 0;

const sendTo = async ({ host, admin: key }: Where, target: string, ask: Ask = {}): Promise<Answer> =>
  send(target, { host, key, ...ask });

function bodyOf(points: number): object {
  const dataPoints = Array.from({ length: points }, () => ({
    timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
    asDouble: (sent += 1),
    attributes: [{ key: "n", value: { stringValue: `n${sent}` } }],
  }));
  return {
    resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints } }] }] }],
  };
}

/** Sends until the budget refuses; what fails otherwise is repeated, as senders do. */
async function write({ world, random, limit }: Run): Promise<number> {
  for (let requests = 0; requests < limit; requests++) {
    const json = bodyOf(1 + Math.floor(random() * MOST_POINTS));
    for (let tries = 0; tries < 500; tries++) {
      const { status } = await sendTo(world, "POST /v1/metrics", { json });
      if (status === 402) return 402;
      expect([200, 429, 500, 503]).toContain(status);
      if (status === 200) break;
    }
  }
  return 200;
}

/** An object that is not running has nothing to lose. */
const lose = async (stub: unknown): Promise<void> => evict(stub).catch(() => undefined);

async function loseSome({ world, random }: Run, isOver: () => boolean): Promise<void> {
  const { tenant } = world;
  while (!isOver()) {
    const { shards } = await stateOf(tenant);
    const shard = shards[Math.floor(random() * shards.length)] ?? 0;
    await lose(random() < 0.7 ? shardStub(tenant, shard) : tenantStub(tenant));
    for (let waits = 0; waits < 5 && !isOver(); waits++) await sendTo(world, "GET /v1/budgets");
  }
}

interface Stored {
  readonly points: number;
  /** Of the last request that the shard took. */
  readonly last: number;
}

async function storedIn({ world }: Run, shard: number): Promise<Stored> {
  const rows = await sqlIn(
    shardStub(world.tenant, shard),
    "SELECT rows, request_hash AS hash FROM batches ORDER BY seq",
  );
  const hash = rows.at(-1)?.hash;
  const sum = (some: typeof rows): number => some.reduce((all, row) => all + (row.rows as number), 0);
  return { points: sum(rows), last: sum(rows.filter((row) => row.hash === hash)) };
}

async function check(run: Run, hint: string): Promise<string> {
  const { shards } = await stateOf(run.world.tenant);
  const stored = await Promise.all(shards.map((shard) => storedIn(run, shard)));
  const points = stored.reduce((sum, one) => sum + one.points, 0);
  const last = stored.reduce((sum, one) => sum + one.last, 0);
  expect(points, `${hint}: used up`).toBeGreaterThanOrEqual(run.limit);
  expect(points - last, `${hint}: without each shard's last request`).toBeLessThan(run.limit);
  const { json } = await sendTo(run.world, "GET /v1/budgets");
  expect(json.data[0].status, `${hint}: told`).toMatchObject({ spent: String(points) });
  return `${points} of ${run.limit} on ${shards.length} shards`;
}

it.each([
  ["one shard", { tier: "standard" }, false],
  ["several shards", { tier: "enterprise" }, false],
  ["several shards that are lost", { tier: "enterprise" }, true],
  ["a silo whose shard is lost", null, true],
] as const)(
  "fifty writers never pass a budget by more than one request per shard: %s",
  async (_where, wanted, isLost) => {
    const seed = Number(Reflect.get(env, "TEST_SEED")) || Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const world: Where = wanted === null ? await createSilo() : await createWorld(wanted);
    const run: Run = { world, random, limit: 60 + Math.floor(random() * 200) };
    const measure = { kind: "quantity", meter: "metric_points", limit: run.limit };
    const made = await sendTo(world, "POST /v1/budgets", { json: { name: "stop", measure } });
    expect(made.status).toBe(201);
    let isOver = false;
    const losing = isLost ? loseSome(run, () => isOver) : Promise.resolve();
    const ends = await Promise.all(Array.from({ length: WRITERS }, () => write(run)));
    isOver = true;
    await losing;
    expect(new Set(ends), `seed ${seed}`).toEqual(new Set([402]));
    const told = await check(run, `seed ${seed}`);
    console.info(`hard stop, seed ${seed}: ${told}`);
  },
);
