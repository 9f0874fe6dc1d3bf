// An object that wakes brings its tables up to date; where they are current it notes and changes nothing.

import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { migrateStore } from "../../src/tenant/migrate-store.ts";
import { evict, shardStub, sqlIn, tenantStub } from "../support/objects.ts";
import { createWorld, sendTo } from "../support/world.ts";

const NOTED = "SELECT hash, created_at FROM __drizzle_migrations ORDER BY created_at";

const objectsOf = ({ tenant }: Awaited<ReturnType<typeof createWorld>>) =>
  [tenantStub(tenant), shardStub(tenant)] as unknown as DurableObjectStub[];

it("wakes with current tables and notes no migration twice", async () => {
  const world = await createWorld();
  for (const stub of objectsOf(world)) {
    const before = await sqlIn(stub, NOTED);
    expect(before.length).toBeGreaterThan(1);
    await evict(stub);
    expect(await sqlIn(stub, NOTED)).toEqual(before);
  }
  expect((await sendTo(world, "GET /v1/tenant")).status).toBe(200);
});

/** Two releases after all that there are: `when` is what the migrator goes by. */
function releases() {
  const entry = (idx: number, tag: string) => ({ idx, when: Date.now() + idx, tag, breakpoints: true });
  const first = entry(0, "0000_first");
  const second = entry(1, "0001_second");
  const migrations = { m0000: "CREATE TABLE first (id INTEGER)", m0001: "CREATE TABLE second (id INTEGER)" };
  return {
    older: { journal: { entries: [first] }, migrations: { m0000: migrations.m0000 } },
    newer: { journal: { entries: [first, second] }, migrations },
  };
}

it("brings the tables of an older release up to date, once, and keeps their rows", async () => {
  const world = await createWorld();
  const { older, newer } = releases();
  for (const stub of objectsOf(world)) {
    const rows = await runInDurableObject(stub, async (_, { storage }) => {
      await migrateStore(storage, older);
      storage.sql.exec("INSERT INTO first VALUES (7)");
      for (let wakes = 0; wakes < 2; wakes++) await migrateStore(storage, newer);
      storage.sql.exec("INSERT INTO second VALUES (8)");
      return storage.sql.exec("SELECT first.id AS kept, second.id AS made FROM first, second").toArray();
    });
    expect(rows).toEqual([{ kept: 7, made: 8 }]);
    expect(
      await sqlIn(
        stub,
        "SELECT count(*) AS n FROM __drizzle_migrations WHERE created_at >= ?",
        newer.journal.entries[0]?.when,
      ),
    ).toEqual([{ n: 2 }]);
  }
});
