// Effects leave the tenant object in order, at least once, whatever dies between the commit and the drain; the one alarm
// stands at the earliest of the due work.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Tenant } from "../../src/directory/index.ts";
import { parseCheckpoint, verifyCheckpoint, parseVerifierKey } from "../../src/audit/index.ts";
import {
  alarmOf,
  auditOf,
  breakWrites,
  envelopeOf,
  evict,
  mendWrites,
  sqlIn,
  stateOf,
  tenantApi,
  tenantStub,
  withoutTable,
} from "../support/objects.ts";
import { createWorld } from "../support/world.ts";

const rowOf = async (tenant: Tenant) =>
  env.DIRECTORY.prepare("SELECT tier, status, version FROM tenants WHERE id = ?").bind(tenant.id).first();

const effectsOf = async (tenant: Tenant) => sqlIn(tenantStub(tenant), "SELECT * FROM effects ORDER BY id");
const dueOf = async (tenant: Tenant): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await sqlIn(tenantStub(tenant), "SELECT name, at_ms FROM due_work")).map((row) => [row.name, row.at_ms]),
  );

/** Fires the alarm as if the waits were over. */
async function fireAlarm(tenant: Tenant): Promise<void> {
  await sqlIn(tenantStub(tenant), "UPDATE effects SET not_before_ms = 1");
  await sqlIn(tenantStub(tenant), "UPDATE due_work SET at_ms = 1");
  await runDurableObjectAlarm(tenantStub(tenant));
}

const setTier = async (tenant: Tenant, tier: "standard" | "enterprise") =>
  tenantApi(tenant).execute("tenant.set_tier", { tier }, envelopeOf());

describe("an effect that fails", () => {
  it("waits, is retried by alarm also after the object was evicted, and then happens", async () => {
    const { tenant } = await createWorld();
    await withoutTable(env.DIRECTORY, "tenants", async () => {
      expect((await setTier(tenant, "enterprise")).ok).toBe(true);
      expect(await effectsOf(tenant)).toMatchObject([{ lane: "directory", attempts: 1 }]);
    });
    expect(await rowOf(tenant)).toMatchObject({ tier: "standard" });
    expect(await alarmOf(tenantStub(tenant))).not.toBeNull();
    await evict(tenantStub(tenant));
    await fireAlarm(tenant);
    expect(await rowOf(tenant)).toMatchObject({ tier: "enterprise" });
    expect(await effectsOf(tenant)).toEqual([]);
    expect(await dueOf(tenant)).not.toHaveProperty("outbox");
  });

  it("waits longer each time, up to five minutes, and is not tried before", async () => {
    const { tenant } = await createWorld();
    const waits: number[] = [];
    await withoutTable(env.DIRECTORY, "tenants", async () => {
      await setTier(tenant, "enterprise");
      for (let i = 0; i < 10; i++) {
        await fireAlarm(tenant);
        const [effect] = await effectsOf(tenant);
        waits.push(Math.round((effect?.not_before_ms - Date.now()) / 1_000));
      }
      const [before] = await effectsOf(tenant);
      await sqlIn(tenantStub(tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'outbox'");
      await runDurableObjectAlarm(tenantStub(tenant));
      expect((await effectsOf(tenant))[0]?.attempts).toBe(before?.attempts);
    });
    const expected = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300];
    waits.forEach((wait, i) => expect(Math.abs(wait - (expected[i] ?? 0))).toBeLessThanOrEqual(1));
  });

  it("holds up those behind it in its lane: they happen in order", async () => {
    const { tenant } = await createWorld();
    await withoutTable(env.DIRECTORY, "tenants", async () => {
      await setTier(tenant, "enterprise");
      await setTier(tenant, "standard");
      await setTier(tenant, "enterprise");
      expect((await effectsOf(tenant)).map((effect) => effect.attempts)).toEqual([1, 0, 0]);
    });
    await fireAlarm(tenant);
    expect(await rowOf(tenant)).toEqual({ tier: "enterprise", status: "active", version: 4 });
  });

  it("never writes an older projection over a newer one", async () => {
    const { tenant } = await createWorld();
    await setTier(tenant, "enterprise");
    const old = JSON.stringify({ tenant: { ...tenant, tier: "standard" }, version: 1 });
    await sqlIn(
      tenantStub(tenant),
      "INSERT INTO effects (lane, payload, attempts, not_before_ms) VALUES ('directory', ?, 0, 0)",
      old,
    );
    await sqlIn(tenantStub(tenant), "INSERT INTO due_work (name, at_ms) VALUES ('outbox', 1)");
    await fireAlarm(tenant);
    expect(await rowOf(tenant)).toMatchObject({ tier: "enterprise", version: 2 });
  });
});

describe("the alarm", () => {
  it("stands at the earliest of the due work", async () => {
    const { tenant } = await createWorld();
    const due = await dueOf(tenant);
    // The creation's own reply, the first key's, is remembered from the beginning.
    expect(Object.keys(due).sort()).toEqual(["checkpoint", "forget_replies"]);
    expect(await alarmOf(tenantStub(tenant))).toBe(due.checkpoint);
    await sqlIn(tenantStub(tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'forget_replies'");
    await fireAlarm(tenant);
    expect(await alarmOf(tenantStub(tenant))).toBe(Math.min(...Object.values(await dueOf(tenant))));
  });

  it("signs the head of the log when that is due, and then stands at what is left", async () => {
    const { tenant } = await createWorld();
    expect((await stateOf(tenant)).checkpoint).toBeNull();
    await fireAlarm(tenant);
    const state = await stateOf(tenant);
    const sealed = await tenantApi(tenant).seal(envelopeOf());
    const key = parseVerifierKey(sealed.ok ? sealed.value.vkey : "");
    if (!key.ok || state.checkpoint === null) throw new Error("no checkpoint");
    const checkpoint = await verifyCheckpoint(state.checkpoint, key.value);
    expect(checkpoint).toMatchObject({
      ok: true,
      value: { size: (await auditOf(tenant)).length - 1, jurisdiction: "eu" },
    });
    await fireAlarm(tenant);
    const left = await dueOf(tenant);
    expect(Object.keys(left)).toEqual(["forget_replies"]);
    expect(await alarmOf(tenantStub(tenant))).toBe(left.forget_replies);
    await sqlIn(tenantStub(tenant), "UPDATE replies SET at_ms = 1");
    await fireAlarm(tenant);
    expect(await dueOf(tenant)).toEqual({});
    expect(await alarmOf(tenantStub(tenant))).toBeNull();
  });

  it("keeps the newest of heads that were signed at the same time", async () => {
    const { tenant } = await createWorld();
    const sealed = await Promise.all(
      Array.from({ length: 6 }, async () => tenantApi(tenant).seal(envelopeOf())),
    );
    const sizes = sealed.map((head) => (head.ok ? head.value.size : 0));
    const kept = parseCheckpoint((await stateOf(tenant)).checkpoint ?? "");
    expect(kept).toMatchObject({ ok: true, value: { size: Math.max(...sizes) } });
  });

  it("forgets replies after a day, keeps younger ones and comes again for them", async () => {
    const { tenant } = await createWorld();
    for (const key of ["old", "young"]) {
      const envelope = envelopeOf({ idempotency: { key, requestHash: key } });
      await tenantApi(tenant).execute("tenant.set_tier", { tier: "enterprise" }, envelope);
    }
    const dayAgo = Date.now() - 86_400_000;
    await sqlIn(tenantStub(tenant), "UPDATE replies SET at_ms = ? WHERE idempotency_key <> 'young'", dayAgo);
    await fireAlarm(tenant);
    const left = await sqlIn(tenantStub(tenant), "SELECT idempotency_key, at_ms FROM replies");
    expect(left.map((row) => row.idempotency_key)).toEqual(["young"]);
    expect((await dueOf(tenant)).forget_replies).toBe(left[0]?.at_ms + 86_400_000);
  });

  it("one piece of work that fails does not hold up another, and is tried again", async () => {
    const { tenant } = await createWorld();
    await tenantApi(tenant).execute(
      "tenant.set_tier",
      { tier: "enterprise" },
      envelopeOf({ idempotency: { key: "k", requestHash: "h" } }),
    );
    await sqlIn(tenantStub(tenant), "UPDATE replies SET at_ms = 1");
    await breakWrites(tenantStub(tenant), "DELETE", "replies");
    await fireAlarm(tenant);
    expect((await stateOf(tenant)).checkpoint).not.toBeNull();
    expect((await dueOf(tenant)).forget_replies).toBeGreaterThan(Date.now());
    await mendWrites(tenantStub(tenant), "replies");
    await fireAlarm(tenant);
    expect(await sqlIn(tenantStub(tenant), "SELECT * FROM replies")).toEqual([]);
  });
});
