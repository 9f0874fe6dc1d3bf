// No tenant reaches another's data: every route of the manifest and every table of a pool's database is tried with another
// tenant's ids, names, cursors and numbers in every place that takes one. A success would be a text of the other's in any
// answer, or any change in any of its stores. `TEST_SEED` does a printed seed again.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../src/manifest.ts";
import { seededRandom } from "../support/ingest.ts";
import { send } from "../support/client.ts";
import { attemptsOn, type Attacker, type Attempt } from "../support/leaks/attempts.ts";
import { keysLike, tryKey, TRIES_PER_KEY } from "../support/leaks/bucket-attempts.ts";
import { registeredTables, statementsOn, tryStatement } from "../support/leaks/database-attempts.ts";
import {
  objectsInBucket,
  rawBucketOf,
  rowsInDatabase,
  snapshotOf,
  tablesOf,
} from "../support/leaks/snapshot.ts";
import { createVictim, leaksIn, type Victim } from "../support/leaks/victim.ts";
import { bucketOf, databaseOf, rawDatabaseOf } from "../support/objects.ts";
import { createTenant, createWorld, makeKey, sendTo } from "../support/world.ts";

const LEAST_ON_ROUTES = 10_000;
const LEAST_ON_TABLES = 1_000;
const LEAST_ON_KEYS = 2_000;
/** A new attacker for each so many operations: a log that grows makes its exports slow. */
const OPERATIONS_EACH = 8;

function readSeed(): number {
  const given: unknown = Reflect.get(env, "TEST_SEED");
  return typeof given === "string" && given !== "" ? Number(given) : Date.now() % 1_000_000_000;
}

async function createAttacker(): Promise<Attacker> {
  const create = async (name: string) => {
    const slug = `${name}-${crypto.randomUUID().slice(0, 13)}`;
    return (await createTenant({ slug, jurisdiction: "eu", pool: 0 })).json;
  };
  const [own, bystander] = [await create("attacker"), await create("bystander")];
  const [host, admin] = [`${own.tenant.slug as string}.localhost`, own.admin_key as string];
  const { id: keyId } = await makeKey({ host, admin, secrets: new Set() }, { roles: ["viewer"] });
  return { host, admin, keyId, bystander: bystander.tenant.id as string };
}

const isAlways = ({ place }: Attempt): boolean => place.startsWith("path ") || place === "key and host";

/** All of the path's and of crossed keys and hosts; of the others as many of each place, up to so many together. */
function drawn(attempts: readonly Attempt[], most: number, random: () => number): Attempt[] {
  const shuffled = attempts.map((attempt) => [random(), attempt] as const).toSorted(([a], [b]) => a - b);
  const seen = new Map<string, number>();
  const ranked = shuffled.map(([, attempt]) => {
    const before = seen.get(attempt.place) ?? 0;
    seen.set(attempt.place, before + 1);
    return [isAlways(attempt) ? -1 : before, attempt] as const;
  });
  const ordered = ranked.toSorted(([a], [b]) => a - b);
  const always = ordered.filter(([rank]) => rank < 0).length;
  return ordered.slice(0, Math.max(most, always)).map(([, attempt]) => attempt);
}

const namesOf = ({ operation, place, target }: Attempt): string => `${operation.id}, ${place}: ${target}`;

async function attack(victim: Victim, most: number, random: () => number): Promise<number> {
  const before = await snapshotOf(victim.tenant);
  let count = 0;
  for (let at = 0; at < OPERATIONS.length; at += OPERATIONS_EACH) {
    const attacker = await createAttacker();
    for (const operation of OPERATIONS.slice(at, at + OPERATIONS_EACH)) {
      for (const attempt of drawn(attemptsOn(operation, victim, attacker), most, random)) {
        const answer = await send(attempt.target, attempt.ask);
        count++;
        if (leaksIn(answer, victim).length > 0) expect.fail(`leaked by ${namesOf(attempt)}: ${answer.text}`);
        if (answer.status >= 500) expect.fail(`${answer.status} by ${namesOf(attempt)}: ${answer.text}`);
      }
      expect(await snapshotOf(victim.tenant), `changed by ${operation.id}`).toEqual(before);
    }
  }
  return count;
}

describe("another tenant's things", () => {
  it("are out of reach on every route", { timeout: 240_000 }, async () => {
    const seed = readSeed();
    const random = seededRandom(seed);
    const [beside, abroad] = [await createVictim({ pool: 0 }), await createVictim({ jurisdiction: "us" })];
    const counts = [await attack(beside, 44, random), await attack(abroad, 14, random)];
    const count = counts.reduce((sum, each) => sum + each, 0);
    console.log(
      `seed ${seed}: ${count} attempts on ${OPERATIONS.length} routes (${counts.join(" + ")}), 0 successes`,
    );
    expect(count).toBeGreaterThanOrEqual(LEAST_ON_ROUTES);
  });

  it("are what the routes' test would notice", async () => {
    const victim = await createVictim({ pool: 0 });
    const told = await Promise.all(
      ["GET /v1/policies", "GET /v1/keys", "GET /v1/audit/export", "GET /v1/residency/transfer-basis"].map(
        async (target) => leaksIn(await sendTo(victim, target), victim).length,
      ),
    );
    expect(told.every((leaks) => leaks > 0)).toBe(true);
    const before = await snapshotOf(victim.tenant);
    expect(await snapshotOf(victim.tenant)).toEqual(before);
    await makeKey(victim, { roles: ["viewer"] });
    expect(await snapshotOf(victim.tenant)).not.toEqual(before);
  });

  it("are out of reach in every table of a pool's database", { timeout: 120_000 }, async () => {
    const [victim, own] = [await createVictim({ pool: 0 }), await createWorld({ pool: 0 })];
    const raw = rawDatabaseOf(victim.tenant);
    expect(await tablesOf(raw)).toEqual(await tablesOf(rawDatabaseOf(own.tenant)));
    const before = await rowsInDatabase(victim.tenant);
    const handle = databaseOf(own.tenant);
    let count = 0;
    for (const name of await tablesOf(raw)) {
      const table = registeredTables().get(name);
      if (table === undefined) throw new Error(`\`${name}\` is in no schema`);
      for (const key of table.keys) expect(key[0], `a key of \`${name}\``).toBe("tenant_id");
      const row = await raw
        .prepare(`SELECT * FROM ${name} WHERE tenant_id = ?`)
        .bind(victim.tenant.id)
        .first();
      if (row === null)
        throw new Error(`the other tenant has nothing in \`${name}\`: have it put something there`);
      for (const statement of statementsOn(table, row)) {
        const got = JSON.stringify(await tryStatement(handle, statement));
        count++;
        expect(got, `tried ${statement.sql}`).not.toContain(`"tenant_id":"${victim.tenant.id}"`);
        if (/^(?:SELECT|WITH)/.test(statement.sql)) continue;
        expect(await rowsInDatabase(victim.tenant), `tried ${statement.sql}`).toEqual(before);
      }
    }
    console.log(`${count} attempts on tables, 0 successes`);
    expect(count).toBeGreaterThanOrEqual(LEAST_ON_TABLES);
  });

  it("are out of reach under every key of a pool's bucket", { timeout: 120_000 }, async () => {
    const [victim, own] = [await createVictim({ pool: 0 }), await createWorld({ pool: 0 })];
    const page = await rawBucketOf(victim.tenant).list({ prefix: `tenants/${victim.tenant.id}/`, limit: 1 });
    const cursor = page.truncated ? page.cursor : "";
    expect(cursor).not.toBe("");
    const before = await objectsInBucket(victim.tenant);
    const keys = before.map((line) => line.split(" ", 1)[0] ?? "");
    let count = 0;
    for (const key of keys.flatMap((one) => keysLike(one, own.tenant.id))) {
      const got = JSON.stringify(await tryKey(bucketOf(own.tenant), key, cursor));
      count += TRIES_PER_KEY;
      expect(got, `tried ${key}`).not.toContain(`"key":"tenants/${victim.tenant.id}`);
      // The attacker has no blocks of its own.
      expect(got, `tried ${key}`).not.toContain("PAR1");
    }
    expect(await objectsInBucket(victim.tenant)).toEqual(before);
    console.log(`${count} attempts on keys, 0 successes`);
    expect(count).toBeGreaterThanOrEqual(LEAST_ON_KEYS);
  });
});
