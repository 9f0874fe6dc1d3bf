// From the write-ahead store to blocks. A flush that stops at any of its steps is finished by the next alarm: every row
// is then in exactly one block, told of once in the tenant's audit log.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { planFlush } from "../../src/tenant/shard/flush.ts";
import type { ShardApi } from "../../src/tenant/index.ts";
import {
  alarmOf,
  auditOf,
  breakWrites,
  evict,
  mendWrites,
  rawDatabaseOf,
  shardApi,
  shardStub,
  sqlIn,
  tenantStub,
  withoutTable,
} from "../support/objects.ts";
import { appendOf, gaugeBatches, logBody } from "../support/telemetry-bodies.ts";
import { WORLD_EPOCH, createWorld, sendTo, type World } from "../support/world.ts";

const DAY_MS = 86_400_000;
const shardOf = ({ tenant }: World) => shardStub(tenant) as unknown as DurableObjectStub;

const append = async ({ tenant }: World, points = 2, atMs = Date.now()) =>
  shardApi(tenant).append(appendOf(tenant, { epoch: WORLD_EPOCH, batches: gaugeBatches({ points, atMs }) }));

const alarm = async (world: World) => runDurableObjectAlarm(shardOf(world));
const count = async (world: World, table: string): Promise<number> =>
  (await sqlIn(shardOf(world), `SELECT count(*) AS n FROM ${table}`))[0]?.n as number;

interface Row {
  readonly block_id: string;
  readonly rows: number;
  readonly level: number;
  readonly day: string;
  readonly object_key: string;
}

async function catalogOf({ tenant }: World): Promise<Row[]> {
  const found = await rawDatabaseOf(tenant)
    .prepare(
      "SELECT block_id, rows, level, day, object_key FROM blocks WHERE tenant_id = ? ORDER BY signal, day, seq_from",
    )
    .bind(tenant.id)
    .all<Row>();
  return found.results;
}

async function objectsOf({ tenant }: World): Promise<string[]> {
  const objects: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await env.CELL_EU_BUCKET.list(cursor === undefined ? {} : { cursor });
    objects.push(...page.objects.map((object) => object.key).filter((key) => key.includes(tenant.id)));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return objects.toSorted();
}

const reportsOf = async (world: World) =>
  (await auditOf(world.tenant))
    .filter((entry) => entry.action === "telemetry:store")
    .map((entry) => entry.detail);

/** Every row is in one block that is in the bucket, the batches are gone, and the log tells of it once. */
async function expectFlushed(world: World, rows: number): Promise<void> {
  const catalog = await catalogOf(world);
  expect(catalog.reduce((sum, block) => sum + block.rows, 0)).toBe(rows);
  expect(await objectsOf(world)).toEqual(catalog.map((block) => block.object_key).toSorted());
  expect([await count(world, "batches"), await count(world, "intents")]).toEqual([0, 0]);
  const reports = await reportsOf(world);
  expect(reports.reduce((sum, report) => sum + report.rows, 0)).toBe(rows);
  expect(reports.flatMap((report) => report.blocks as string[]).toSorted()).toEqual(
    catalog.map((block) => block.object_key).toSorted(),
  );
}

describe("a flush by alarm", () => {
  it("moves the batches into a block and tells the tenant's log once, with who sent how much", async () => {
    const world = await createWorld();
    await append(world, 2);
    await append(world, 3);
    await alarm(world);
    await expectFlushed(world, 5);
    expect(await sqlIn(shardOf(world), "SELECT signal, flushed_seq FROM watermarks")).toEqual([
      { signal: "metrics", flushed_seq: 3 },
    ]);
    const [report] = await reportsOf(world);
    expect(report).toMatchObject({
      shard: 0,
      signal: "metrics",
      seq_from: 1,
      seq_to: 3,
      keys: { key_00000000000000000000: { requests: 2, rows: 5 } },
    });
    const fresh = await shardApi(world.tenant).fresh({
      epoch: WORLD_EPOCH,
      signal: "metrics",
      fromMs: 0,
      toMs: Date.now() + DAY_MS,
      afterSeq: 0,
    });
    expect(fresh).toEqual({ ok: true, value: { flushedSeq: 3, batches: [], nextSeq: null } });
  });

  it("makes a block per signal and day", async () => {
    const world = await createWorld();
    await append(world, 2, Date.now() - DAY_MS);
    await append(world, 2);
    await sendTo(world, "POST /v1/logs", { json: logBody() });
    await alarm(world);
    await expectFlushed(world, 5);
    expect(await catalogOf(world)).toHaveLength(3);
  });

  it("has nothing to do and arms nothing when nothing is pending", async () => {
    const world = await createWorld();
    await append(world);
    await alarm(world);
    expect(await alarmOf(shardOf(world))).toBeNull();
    expect(await alarm(world)).toBe(false);
    await expectFlushed(world, 2);
  });

  it("numbers batches on after everything was flushed and the object evicted", async () => {
    const world = await createWorld();
    await append(world);
    await alarm(world);
    await evict(shardOf(world));
    await append(world);
    expect(await sqlIn(shardOf(world), "SELECT seq FROM batches")).toEqual([{ seq: 2 }]);
    await alarm(world);
    await expectFlushed(world, 4);
  });
});

describe("a flush that stopped", () => {
  it("after its intent is finished by the next alarm, under the names that were fixed", async () => {
    const world = await createWorld();
    await append(world);
    await runInDurableObject(
      shardOf(world),
      (_object, { storage }) => void planFlush(storage.sql, "metrics"),
    );
    await evict(shardOf(world));
    await append(world, 3);
    await alarm(world);
    await expectFlushed(world, 5);
    expect((await catalogOf(world)).map((block) => block.block_id)).toEqual(["0.1.2.0", "0.2.3.0"]);
  });

  it("after R2 and before the catalog: the object is written once, the rows come once", async () => {
    const world = await createWorld();
    await append(world);
    await withoutTable(rawDatabaseOf(world.tenant), "blocks", async () => {
      await alarm(world);
      expect(await objectsOf(world)).toHaveLength(1);
      expect(await count(world, "batches")).toBe(1);
    });
    await evict(shardOf(world));
    await alarm(world);
    await expectFlushed(world, 2);
  });

  it("after the catalog and before its own transaction: readers see the batches only, then the block only", async () => {
    const world = await createWorld();
    await append(world);
    await breakWrites(shardOf(world), "INSERT", "flushes");
    await alarm(world);
    expect(await catalogOf(world)).toHaveLength(1);
    const ask = {
      epoch: WORLD_EPOCH,
      signal: "metrics",
      fromMs: 0,
      toMs: Date.now() + DAY_MS,
      afterSeq: 0,
    } as const;
    expect(await shardApi(world.tenant).fresh(ask)).toMatchObject({
      value: { flushedSeq: 0, batches: [{ seq: 1 }] },
    });
    await mendWrites(shardOf(world), "flushes");
    await evict(shardOf(world));
    await alarm(world);
    await expectFlushed(world, 2);
    expect(await shardApi(world.tenant).fresh(ask)).toMatchObject({ value: { flushedSeq: 2, batches: [] } });
  });

  it("before its report: the tenant's log gets it from the next alarm, once", async () => {
    const world = await createWorld();
    await append(world);
    await breakWrites(tenantStub(world.tenant), "INSERT", "audit_entries");
    await alarm(world);
    expect([await count(world, "batches"), await reportsOf(world)]).toEqual([0, []]);
    await mendWrites(tenantStub(world.tenant), "audit_entries");
    await evict(shardOf(world));
    await alarm(world);
    await expectFlushed(world, 2);
  });

  it("after its report and before it noted that: the log is not told twice", async () => {
    const world = await createWorld();
    await append(world);
    await breakWrites(shardOf(world), "UPDATE", "flushes");
    await alarm(world);
    expect(await reportsOf(world)).toHaveLength(1);
    await mendWrites(shardOf(world), "flushes");
    await evict(shardOf(world));
    await alarm(world);
    await expectFlushed(world, 2);
  });

  it("is tried again after ten seconds, not in a loop, however much comes in", async () => {
    const world = await createWorld();
    await append(world);
    await sqlIn(shardOf(world), "UPDATE batches SET received_ms = ?", Date.now() - 400_000);
    await withoutTable(rawDatabaseOf(world.tenant), "blocks", async () => {
      await alarm(world);
      expect(await alarmOf(shardOf(world))).toBeGreaterThan(Date.now() + 5_000);
      await append(world);
      expect(await alarmOf(shardOf(world))).toBeGreaterThan(Date.now() + 5_000);
    });
    await alarm(world);
    await expectFlushed(world, 4);
  });
});

describe("small blocks", () => {
  it("are merged; the old objects are deleted when no query can need them any more", async () => {
    const world = await createWorld();
    for (let i = 0; i < 8; i++) {
      await append(world);
      await alarm(world);
    }
    expect(await catalogOf(world)).toMatchObject([{ rows: 16, level: 1, block_id: "0.1.9.1" }]);
    expect(await objectsOf(world)).toHaveLength(9);
    expect(await count(world, "garbage")).toBe(8);
    await sqlIn(shardOf(world), "UPDATE garbage SET delete_after_ms = 1");
    await alarm(world);
    expect(await count(world, "garbage")).toBe(0);
    expect(await objectsOf(world)).toEqual((await catalogOf(world)).map((block) => block.object_key));
  });

  it("are merged once also when the merge stops before its own transaction", async () => {
    const world = await createWorld();
    await breakWritesAfterFlushes(world);
    expect(await catalogOf(world)).toMatchObject([{ rows: 16, level: 1 }]);
    await mendWrites(shardOf(world), "garbage");
    await evict(shardOf(world));
    await alarm(world);
    expect(await catalogOf(world)).toMatchObject([{ rows: 16, level: 1 }]);
    expect([await count(world, "garbage"), await count(world, "intents")]).toEqual([8, 0]);
  });
});

async function breakWritesAfterFlushes(world: World): Promise<void> {
  for (let i = 0; i < 8; i++) {
    await append(world);
    if (i === 7) await breakWrites(shardOf(world), "INSERT", "garbage");
    await alarm(world);
  }
}

describe("a sweep", () => {
  const sweep = async (world: World) =>
    runInDurableObject(shardOf(world), async (object) => (object as unknown as ShardApi).sweep());

  it("takes blocks of days that the tier no longer keeps, and leaves the others", async () => {
    const world = await createWorld();
    await append(world, 2, Date.now() - 40 * DAY_MS);
    await append(world, 3);
    await alarm(world);
    await sweep(world);
    await sweep(world);
    expect(await catalogOf(world)).toMatchObject([{ rows: 3 }]);
    expect(await count(world, "garbage")).toBe(1);
    await sqlIn(shardOf(world), "UPDATE garbage SET delete_after_ms = 1");
    await alarm(world);
    expect(await objectsOf(world)).toHaveLength(1);
  });

  it("of a shard that was never written to does nothing", async () => {
    const world = await createWorld();
    await sweep(world);
    expect(await count(world, "garbage")).toBe(0);
  });
});
