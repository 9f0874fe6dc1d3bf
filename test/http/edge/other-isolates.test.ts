// No stale allow: what one isolate changed, every other isolate refuses at once, whatever it has in its caches. What one
// isolate allowed, the others allow soon.

import { beforeEach, expect, it } from "vitest";
import { sendAsOperator } from "../../support/client.ts";
import { askUntil, openIsolate, type Isolate } from "../../support/isolate.ts";
import { auditOf, shardStub, sqlIn, stateOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

let isolates: Isolate[] = [];

beforeEach(() => {
  isolates = [openIsolate(), openIsolate(), openIsolate()];
});

it("a revoked key is refused by every isolate that knew it, for reads, commands and telemetry", async () => {
  const world = await createWorld();
  const made = await makeKey(world, { roles: ["admin"] });
  const asks = [
    ["GET /v1/tenant", {}],
    ["POST /v1/keys", { json: { name: "late", roles: ["viewer"] } }],
    ["POST /v1/metrics", { json: gaugeBody() }],
    ["GET /v1/audit/export", {}],
  ] as const;
  for (const isolate of isolates) {
    expect((await isolate.send(world, "GET /v1/tenant", { key: made.secret })).status).toBe(200);
    expect(
      (await isolate.send(world, "POST /v1/metrics", { key: made.secret, json: gaugeBody() })).status,
    ).toBe(200);
  }
  await sendTo(world, `DELETE /v1/keys/${made.id}`);
  const [before, entries] = [await stateOf(world.tenant), (await auditOf(world.tenant)).length];
  const [stored] = await sqlIn(shardStub(world.tenant), "SELECT count(*) AS n FROM batches");
  for (const [target, ask] of asks) {
    for (const isolate of isolates)
      expect((await isolate.send(world, target, { ...ask, key: made.secret })).status).toBe(401);
  }
  expect(await stateOf(world.tenant)).toEqual(before);
  expect((await auditOf(world.tenant)).length).toBe(entries);
  expect(await sqlIn(shardStub(world.tenant), "SELECT count(*) AS n FROM batches")).toEqual([stored]);
});

it("a suspended tenant is nobody in every isolate at once, and is served again soon after it is resumed", async () => {
  const world = await createWorld();
  const change = async (verb: string) =>
    sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/${verb}`);
  for (const isolate of isolates) await isolate.send(world, "POST /v1/metrics", { json: gaugeBody() });
  await change("suspend");
  for (const isolate of isolates) {
    expectRefusal(await isolate.send(world, "GET /v1/tenant"), 404, "tenant.unknown");
    expect((await isolate.send(world, "POST /v1/metrics", { json: gaugeBody() })).status).toBe(404);
  }
  await change("resume");
  for (const isolate of isolates) {
    expect((await askUntil(200, async () => isolate.send(world, "GET /v1/tenant"))).status).toBe(200);
  }
});

it("an old secret is refused by every isolate when its key is rotated without an overlap", async () => {
  const world = await createWorld();
  const made = await makeKey(world, { roles: ["viewer"] });
  for (const isolate of isolates) await isolate.send(world, "GET /v1/tenant", { key: made.secret });
  await sendTo(world, `POST /v1/keys/${made.id}/rotate`, { json: { overlap_seconds: 0 } });
  for (const isolate of isolates) {
    expectRefusal(await isolate.send(world, "GET /v1/tenant", { key: made.secret }), 401, "auth.invalid");
  }
});

it("a new key is known to every isolate soon, although each has just refused it", async () => {
  const world = await createWorld();
  for (const isolate of isolates) await isolate.send(world, "GET /v1/tenant");
  const made = await makeKey(world, { roles: ["viewer"] });
  const startMs = Date.now();
  for (const isolate of isolates) {
    const ask = async () => isolate.send(world, "GET /v1/tenant", { key: made.secret });
    await ask();
    expect((await askUntil(200, ask)).status).toBe(200);
  }
  expect(Date.now() - startMs).toBeLessThan(2_000);
});

it("a new tier is the limit in every isolate from the next request on", async () => {
  const world = await createWorld();
  for (const isolate of isolates) await isolate.send(world, "GET /v1/tenant");
  await sendAsOperator(`PUT /operator/v1/tenants/${world.tenant.id}/tier`, { json: { tier: "enterprise" } });
  for (const isolate of isolates) {
    expect((await isolate.send(world, "GET /v1/tenant")).json.limits.concurrent_queries).toBe(100);
  }
});
