// The write-ahead store of a shard: what is acknowledged is on disk, and a repeated request is there once.

import { describe, expect, it } from "vitest";
import { runDurableObjectAlarm } from "cloudflare:test";
import { alarmOf, breakWrites, evict, mendWrites, shardApi, shardStub, sqlIn } from "../support/objects.ts";
import { appendOf, gaugeBatches, gaugeBody } from "../support/telemetry-bodies.ts";
import { WORLD_EPOCH, createWorld, sendTo, type World } from "../support/world.ts";

const batchesOf = async ({ tenant }: World) =>
  sqlIn(shardStub(tenant), "SELECT seq, rows, signal, request_hash FROM batches ORDER BY seq");
const append = async ({ tenant }: World, requestHash: string, points = 2) =>
  shardApi(tenant).append(
    appendOf(tenant, { epoch: WORLD_EPOCH, requestHash, batches: gaugeBatches({ points }) }),
  );

describe("an append", () => {
  it("is on disk when it is acknowledged, and numbers go on after eviction", async () => {
    const world = await createWorld();
    await append(world, "a");
    await evict(shardStub(world.tenant));
    await append(world, "b");
    expect(await batchesOf(world)).toMatchObject([
      { seq: 1, rows: 2, request_hash: "a" },
      { seq: 2, rows: 2, request_hash: "b" },
    ]);
  });

  it("that fails stores nothing, is not taken for a repeated one, and goes through later", async () => {
    const world = await createWorld();
    await append(world, "a");
    await breakWrites(shardStub(world.tenant), "INSERT", "batches");
    await expect(append(world, "b")).rejects.toThrow("broken by a test");
    await mendWrites(shardStub(world.tenant), "batches");
    expect((await batchesOf(world)).length).toBe(1);
    expect(await append(world, "b")).toEqual({ ok: true, value: { isRepeated: false } });
    expect((await batchesOf(world)).length).toBe(2);
  });

  it("of several batches is stored whole", async () => {
    const world = await createWorld();
    const batches = [
      ...gaugeBatches({ name: "a" }),
      ...gaugeBatches({ name: "b" }),
      ...gaugeBatches({ name: "c" }),
    ];
    await shardApi(world.tenant).append(
      appendOf(world.tenant, { epoch: WORLD_EPOCH, requestHash: "h", batches }),
    );
    expect((await batchesOf(world)).map((batch) => batch.seq)).toEqual([1, 2, 3]);
  });

  it("arms the alarm for the flush, and later ones do not move it", async () => {
    const world = await createWorld();
    await append(world, "a");
    const armed = await alarmOf(shardStub(world.tenant));
    expect(armed).toBeGreaterThan(Date.now() + 290_000);
    await append(world, "b");
    expect(await alarmOf(shardStub(world.tenant))).toBe(armed);
  });
});

describe("a repeated request", () => {
  it("is stored once: at the same time, after eviction, after the flush, and after both", async () => {
    const world = await createWorld();
    const answers = await Promise.all([append(world, "a"), append(world, "a"), append(world, "a")]);
    expect(answers.filter((answer) => answer.ok && !answer.value.isRepeated)).toHaveLength(1);
    expect(await batchesOf(world)).toHaveLength(1);
    const repeated = { ok: true, value: { isRepeated: true } };
    await evict(shardStub(world.tenant));
    expect(await append(world, "a")).toEqual(repeated);
    await runDurableObjectAlarm(shardStub(world.tenant));
    expect(await batchesOf(world)).toEqual([]);
    expect(await append(world, "a")).toEqual(repeated);
    await evict(shardStub(world.tenant));
    expect(await append(world, "a")).toEqual(repeated);
    expect(await batchesOf(world)).toEqual([]);
  });

  it("is stored always when it has no name", async () => {
    const world = await createWorld();
    await append(world, "");
    await append(world, "");
    expect(await batchesOf(world)).toHaveLength(2);
  });

  it("is a new one when the retry window is over", async () => {
    const world = await createWorld();
    await append(world, "a");
    await sqlIn(shardStub(world.tenant), "UPDATE batches SET received_ms = ?", Date.now() - 601_000);
    await evict(shardStub(world.tenant));
    expect(await append(world, "a")).toEqual({ ok: true, value: { isRepeated: false } });
  });

  it("over HTTP: the same bytes by the same key are stored once, by another key twice", async () => {
    const world = await createWorld();
    const json = gaugeBody();
    for (const key of [world.engineer, world.engineer, world.admin]) {
      expect((await sendTo(world, "POST /v1/metrics", { key, json })).status).toBe(200);
    }
    expect(await batchesOf(world)).toHaveLength(2);
  });

  it("over HTTP with an idempotency key: the client's name counts, and other bytes under it are another request", async () => {
    const world = await createWorld();
    const headers = { "idempotency-key": "batch-1" };
    const atMs = Date.now();
    for (const value of [1, 1, 2])
      await sendTo(world, "POST /v1/metrics", { json: gaugeBody({ value, atMs }), headers });
    expect(await batchesOf(world)).toHaveLength(2);
  });
});
