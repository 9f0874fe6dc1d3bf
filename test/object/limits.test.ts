// Limits where they are exact: series and the reserve in the shard, leases and label values in the tenant object; and what
// an eviction leaves of them.

import { describe, expect, it } from "vitest";
import { packIds, textId } from "../../src/telemetry/cardinality/ids.ts";
import { valueFilter } from "../../src/telemetry/cardinality/value-filter.ts";
import { windowOf } from "../../src/telemetry/limits/amount.ts";
import { MOST_WINDOWS } from "../../src/telemetry/limits/lease-grants.ts";
import {
  breakWrites,
  evict,
  mendWrites,
  shardApi,
  shardStub,
  sqlIn,
  tenantApi,
  tenantStub,
} from "../support/objects.ts";
import { appendOf } from "../support/telemetry-bodies.ts";
import { createWorld, WORLD_EPOCH, type World } from "../support/world.ts";

const idsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => textId(`series ${from + i}`));

const announce = async ({ tenant }: World, from: number, count: number, share = 10) =>
  shardApi(tenant).append(
    appendOf(tenant, { epoch: WORLD_EPOCH, series: { ids: packIds(idsOf(from, count)), share } }),
  );

const batchCount = async ({ tenant }: World): Promise<number> =>
  (await sqlIn(shardStub(tenant), "SELECT count(*) AS n FROM batches"))[0]?.n as number;

describe("the active series of a shard", () => {
  it("are at most its share: one more is refused with its place, and nothing is stored", async () => {
    const world = await createWorld();
    expect(await announce(world, 0, 9)).toEqual({ ok: true, value: { isRepeated: false } });
    const before = await batchCount(world);
    expect(await announce(world, 7, 5)).toMatchObject({ value: { refusedSeries: [3, 4] } });
    expect(await batchCount(world)).toBe(before);
    expect(await announce(world, 7, 3)).toEqual({ ok: true, value: { isRepeated: false } });
    expect(await announce(world, 0, 10)).toEqual({ ok: true, value: { isRepeated: false } });
  });

  it("survive an eviction: existing ones go on, new ones are still refused", async () => {
    const world = await createWorld();
    await announce(world, 0, 10);
    await evict(shardStub(world.tenant));
    expect(await announce(world, 0, 10)).toEqual({ ok: true, value: { isRepeated: false } });
    expect(await announce(world, 10, 1)).toMatchObject({ value: { refusedSeries: [0] } });
  });

  it("are written once an hour: announcing them again writes no row", async () => {
    const world = await createWorld();
    for (let round = 0; round < 3; round++) await announce(world, 0, 10);
    const rows = await sqlIn(shardStub(world.tenant), "SELECT length(ids) AS size FROM series_log");
    expect(rows).toEqual([{ size: 80 }]);
  });

  it("of an append that could not be stored do not count", async () => {
    const world = await createWorld();
    await announce(world, 0, 1);
    await breakWrites(shardStub(world.tenant), "INSERT", "batches");
    await expect(announce(world, 1, 9)).rejects.toThrow("broken by a test");
    await mendWrites(shardStub(world.tenant), "batches");
    expect(await announce(world, 100, 9)).toEqual({ ok: true, value: { isRepeated: false } });
  });

  it("of hours past are forgotten", async () => {
    const world = await createWorld();
    await announce(world, 0, 10);
    await sqlIn(shardStub(world.tenant), "UPDATE series_log SET period = period - 2");
    await evict(shardStub(world.tenant));
    expect(await announce(world, 10, 10)).toEqual({ ok: true, value: { isRepeated: false } });
    expect((await sqlIn(shardStub(world.tenant), "SELECT id FROM series_log")).length).toBe(1);
  });
});

describe("the reserve of a shard", () => {
  const charged = async ({ tenant }: World, points: number, reserve: number) =>
    shardApi(tenant).append(
      appendOf(tenant, {
        epoch: WORLD_EPOCH,
        charge: { asked: { points, bytes: 1 }, reserve: { points: reserve, bytes: 1_000 } },
      }),
    );

  it("refuses what would never fit, and stores nothing of it", async () => {
    const world = await createWorld();
    await charged(world, 1, 10);
    const before = await batchCount(world);
    expect(await charged(world, 11, 10)).toMatchObject({ fault: { code: "telemetry.rate_limited" } });
    expect(await batchCount(world)).toBe(before);
  });

  it("is spent for the window in which an evicted shard had stored something", async () => {
    const world = await createWorld();
    await charged(world, 1, 1_000);
    await sqlIn(shardStub(world.tenant), "UPDATE batches SET received_ms = ?", Date.now() + 3_600_000);
    await evict(shardStub(world.tenant));
    expect(await charged(world, 1, 1_000)).toMatchObject({ fault: { code: "telemetry.rate_limited" } });
  });
});

describe("leases of the tenant object", () => {
  const amount = { points: 100, bytes: 1_000 };
  const ask = { needed: amount, wanted: amount, windows: MOST_WINDOWS };

  it("are of the running second and the next ones, and are refused to whoever decided under an older epoch", async () => {
    const { tenant } = await createWorld();
    const lease = await tenantApi(tenant).leaseIngest(ask, WORLD_EPOCH);
    if (!lease.ok) throw new Error(lease.fault.code);
    expect(lease.value.amounts[0]).toEqual(amount);
    expect(lease.value.amounts.length).toBe(MOST_WINDOWS);
    expect(await tenantApi(tenant).leaseIngest(ask, WORLD_EPOCH - 1)).toMatchObject({
      fault: { code: "policy.stale" },
    });
  });

  it("are not granted again from the windows that an evicted object had granted from", async () => {
    const { tenant } = await createWorld();
    await tenantApi(tenant).leaseIngest(ask, WORLD_EPOCH);
    const [row] = await sqlIn(tenantStub(tenant), "SELECT window FROM lease_horizon");
    expect(row?.window).toBeGreaterThanOrEqual(windowOf(Date.now()));
    await sqlIn(tenantStub(tenant), "UPDATE lease_horizon SET window = window + 3600");
    await evict(tenantStub(tenant));
    expect(await tenantApi(tenant).leaseIngest(ask, WORLD_EPOCH)).toMatchObject({
      fault: {
        code: "telemetry.rate_limited",
        limit: { name: "ingest_points_per_second", value: 200_000, asked: 100 },
      },
    });
  });
});

describe("label values in the tenant object", () => {
  const values = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => textId(`v${from + i}`));
  const judge = async ({ tenant }: World, from: number, count: number) =>
    tenantApi(tenant).judgeLabels(
      [
        {
          metric: "m",
          label: "user",
          told: new Uint8Array(),
          asked: packIds(values(from, count)),
          overflowed: 0,
        },
      ],
      WORLD_EPOCH,
    );

  it("are admitted up to the cap; then the filter of those comes back, also from an evicted object", async () => {
    const world = await createWorld();
    expect(await judge(world, 0, 9_999)).toMatchObject({ value: [{ refused: [], filter: null }] });
    const full = { value: [{ refused: [1, 2], filter: valueFilter(values(0, 10_000), 10_000) }] };
    expect(await judge(world, 9_999, 3)).toMatchObject(full);
    await evict(tenantStub(world.tenant));
    expect(await judge(world, 9_999, 3)).toMatchObject(full);
    const bundle = await tenantApi(world.tenant).bundle();
    expect(bundle.ok && bundle.value.fullLabels).toEqual(["m\0user"]);
  });

  it("are written once: known ones write no row", async () => {
    const world = await createWorld();
    for (let round = 0; round < 3; round++) await judge(world, 0, 50);
    expect((await sqlIn(tenantStub(world.tenant), "SELECT id FROM label_log")).length).toBe(1);
  });

  it("that could not be written are not admitted by memory", async () => {
    const world = await createWorld();
    await judge(world, 0, 9_999);
    await breakWrites(tenantStub(world.tenant), "INSERT", "label_log");
    await expect(judge(world, 9_999, 1)).rejects.toThrow("broken by a test");
    await mendWrites(tenantStub(world.tenant), "label_log");
    expect(await judge(world, 20_000, 1)).toMatchObject({ value: [{ refused: [] }] });
  });
});
