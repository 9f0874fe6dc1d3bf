// The new enemy over HTTP: isolates whose cached bundles still allow a key hammer the gateway while that key loses its
// access. What they send after the change was acknowledged is refused, and leaves nothing behind. The seed is printed;
// TEST_SEED does it again.

import { env } from "cloudflare:workers";
import { afterAll, expect, it } from "vitest";
import type { Answer, Ask } from "../../support/client.ts";
import { seededRandom } from "../../support/ingest.ts";
import { askUntil, openIsolate, type Isolate } from "../../support/isolate.ts";
import { pass } from "../../support/new-enemy-plan.ts";
import { shardStub, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo, type MadeKey, type World } from "../../support/world.ts";

const TENANTS = 6;
const PER_TENANT = 50;
const SLOW = { timeout: 60_000 };

const seed = Number(Reflect.get(env, "TEST_SEED") || Date.now() % 1_000_000_000);
const tally = { interleavings: 0, allowed: 0, refused: 0, late: 0 };

/** Changes that take a key's access away, and what it is told from then on. */
const CHANGES: readonly (readonly [status: number, take: (world: World, id: string) => Promise<Answer>])[] = [
  [401, async (world, id) => sendTo(world, `DELETE /v1/keys/${id}`)],
  [401, async (world, id) => sendTo(world, `POST /v1/keys/${id}/rotate`, { json: { overlap_seconds: 0 } })],
  [
    403,
    async (world, id) => sendTo(world, `PUT /v1/policies/enemy-${id}`, { json: denialOf(`enemy-${id}`, id) }),
  ],
];

const denialOf = (policy_id: string, id: string) => ({
  policy_id,
  effect: "deny",
  subjects: [`key:${id}`],
  actions: ["*"],
  resources: ["*"],
});

const asks: readonly (readonly [target: string, ask: () => Ask])[] = [
  ["POST /v1/metrics", () => ({ json: gaugeBody() })],
  ["GET /v1/tenant", () => ({})],
  ["POST /v1/keys", () => ({ json: { name: "late", roles: ["viewer"] } })],
  ["GET /v1/audit/export", () => ({})],
];

const below = (random: () => number, end: number): number => Math.floor(random() * end);

interface Round {
  readonly world: World;
  readonly isolates: readonly Isolate[];
  readonly key: MadeKey;
  readonly random: () => number;
}

async function ask({ world, isolates, key, random }: Round): Promise<Answer> {
  const [isolate, chosen] = [isolates[below(random, isolates.length)], asks[below(random, asks.length)]];
  if (isolate === undefined || chosen === undefined) throw new Error("nobody to ask");
  const delay = { microtasks: below(random, 12), turns: below(random, 4) };
  await pass(delay);
  const answer = await isolate.send(world, chosen[0], { ...chosen[1](), key: key.secret });
  if (answer.status === 201) world.secrets.add(answer.json.secret as string);
  return answer;
}

/** All that a key has had stored: entries that allowed it something, and batches of telemetry. */
async function storedBy({ tenant }: World, { id }: MadeKey): Promise<number> {
  const count = async (stub: unknown, from: string): Promise<number> =>
    (await sqlIn(stub, `SELECT count(*) AS n FROM ${from}`, id))[0]?.n as number;
  const { shards } = await stateOf(tenant);
  const entries =
    "audit_entries WHERE json_extract(entry, '$.actor.id') = ? AND json_extract(entry, '$.outcome') = 'allowed'";
  const counts = await Promise.all([
    count(tenantStub(tenant), entries),
    ...shards.map(async (shard) => count(shardStub(tenant, shard), "batches WHERE key_id = ?")),
  ]);
  return counts.reduce((sum, n) => sum + n, 0);
}

async function play(round: Round): Promise<void> {
  const { world, isolates, key, random } = round;
  for (const isolate of isolates)
    await askUntil(200, async () => isolate.send(world, "GET /v1/tenant", { key: key.secret }));
  const [status, take] = CHANGES[below(random, CHANGES.length)] ?? [0, () => Promise.reject(new Error())];
  const during = Array.from({ length: 3 }, async () => ask(round));
  await pass({ microtasks: below(random, 12), turns: below(random, 6) });
  const changed = await take(world, key.id);
  if (changed.status >= 300) throw new Error(`no change: ${changed.text}`);
  const stored = storedBy(world, key);
  const late = await Promise.all(Array.from({ length: 3 }, async () => ask(round)));
  expect(late.map((answer) => answer.status)).toEqual(late.map(() => status));
  const raced = await Promise.all(during);
  expect(raced.map((answer) => answer.status).filter((one) => one >= 300 && one !== status)).toEqual([]);
  expect(await storedBy(world, key), "stored after the acknowledgement").toBe(await stored);
  const allowed = raced.filter((answer) => answer.status < 300).length;
  tally.allowed += allowed;
  tally.refused += raced.length - allowed;
  tally.late += late.length;
  tally.interleavings += 1;
}

it.each(Array.from({ length: TENANTS }, (_, i) => i))(
  `a key that lost its access has nothing done for it by any isolate: tenant %i of seed ${seed}`,
  SLOW,
  async (i) => {
    const world = await createWorld();
    const isolates = [openIsolate(), openIsolate(), openIsolate()];
    // All at first: an isolate that has just refused a new key asks again only a moment later.
    const keys: MadeKey[] = [];
    while (keys.length < PER_TENANT) keys.push(await makeKey(world, { roles: ["admin"] }));
    const allowedBefore = tally.allowed;
    for (const [number, key] of keys.entries()) {
      const random = seededRandom(seed * 1_000 + i * PER_TENANT + number);
      await play({ world, isolates, key, random });
    }
    expect(tally.allowed - allowedBefore).toBeGreaterThan(PER_TENANT / 5);
    for (const isolate of isolates) await isolate.settle();
  },
);

afterAll(() => {
  console.log(`new enemy over HTTP, seed ${seed}: ${JSON.stringify(tally)}`);
});
