// From a commit to the receiver: what is written and sent, what is tried again, and what retention takes.

import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { verifyMessage } from "../../../src/webhooks/sign-message.ts";
import { deliveriesOf, healthOf, makeDue, setTier, sql, typesOf } from "../../support/deliveries.ts";
import { auditOf, envelopeOf, evict, tenantApi, tenantStub } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

describe("an event", () => {
  it("reaches the endpoint that wants it, once, signed by Standard Webhooks", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    const { secret } = await createEndpoint(world, receiver.url, { event_types: ["tenant.*"] });
    await setTier(world, "enterprise");
    await deliver(world);
    const [first, ...more] = await receiver.got();
    expect(more).toEqual([]);
    expect([first?.json.type, first?.json.data]).toEqual([
      "tenant.tier_changed",
      { from: "standard", to: "enterprise" },
    ]);
    const { headers = {}, body = "" } = first ?? {};
    const signed = {
      id: headers["webhook-id"] ?? null,
      timestamp: headers["webhook-timestamp"] ?? null,
      signature: headers["webhook-signature"] ?? null,
      body,
    };
    expect((await verifyMessage(signed, { keys: [secret], nowMs: Date.now() })).ok).toBe(true);
    expect(headers).toMatchObject({
      "x-idempotency-key": headers["webhook-id"],
      "x-traceo-sequence": "1",
      "x-traceo-attempt": "1",
    });
    expect(await deliveriesOf(world)).toMatchObject([{ state: "delivered", attempts: 1, next_at_ms: null }]);
  });

  it("costs a tenant without endpoints no row", async () => {
    const world = await createWorld();
    await setTier(world, "enterprise");
    for (const table of ["webhook_events", "webhook_deliveries", "webhook_endpoints", "effects"])
      expect(await sql(world, `SELECT * FROM ${table}`)).toEqual([]);
  });

  it("that no endpoint wants is kept in the feed and sent to nobody", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    await createEndpoint(world, receiver.url, { event_types: ["alert.firing"] });
    await setTier(world, "enterprise");
    await deliver(world);
    expect(await receiver.got()).toEqual([]);
    expect((await sql(world, "SELECT type FROM webhook_events")).map(({ type }) => type)).toEqual([
      "tenant.tier_changed",
    ]);
  });

  it("of a refused command is never told", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    await createEndpoint(world, receiver.url);
    const id = "key_00000000000000000000" as const;
    expect((await tenantApi(world.tenant).execute("keys.revoke", { id }, envelopeOf())).ok).toBe(false);
    await deliver(world);
    expect(await receiver.got()).toEqual([]);
  });

  it("is sent by the alarm when the object, the message and the first start were lost", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    await createEndpoint(world, receiver.url);
    await sql(world, "UPDATE webhook_endpoints SET status = 'paused'");
    await setTier(world, "enterprise");
    await deliver(world);
    // As a crash between the commit and everything after it leaves it.
    await sql(world, "UPDATE webhook_endpoints SET status = 'active'");
    await sql(world, "INSERT OR REPLACE INTO due_work (name, at_ms) VALUES ('webhooks', 1)");
    await evict(tenantStub(world.tenant));
    await runDurableObjectAlarm(tenantStub(world.tenant));
    await deliver(world);
    expect(typesOf(await receiver.got())).toEqual(["tenant.tier_changed"]);
  });
});

describe("a lease", () => {
  it("that another holds keeps a delivery from being sent, until it ends", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    await createEndpoint(world, receiver.url);
    await sql(world, "UPDATE webhook_endpoints SET status = 'paused'");
    await setTier(world, "enterprise");
    await sql(world, "UPDATE webhook_deliveries SET fence = 5, lease_until_ms = ?", Date.now() + 600_000);
    await sql(world, "UPDATE webhook_endpoints SET status = 'active'");
    await deliver(world);
    expect(await receiver.got()).toEqual([]);
    await sql(world, "UPDATE webhook_deliveries SET lease_until_ms = 1");
    await deliver(world);
    expect(await receiver.got()).toHaveLength(1);
    expect(await deliveriesOf(world)).toMatchObject([{ state: "delivered", fence: 6 }]);
  });

  it("that somebody else has taken meanwhile is not recorded under", async () => {
    const world = await createWorld();
    const receiver = createReceiver("hold", "200");
    await createEndpoint(world, receiver.url);
    await setTier(world, "enterprise");
    const delivering = deliver(world);
    await expect.poll(() => receiver.got()).toHaveLength(1);
    await sql(
      world,
      "UPDATE webhook_deliveries SET fence = fence + 1, lease_until_ms = ?",
      Date.now() + 60_000,
    );
    await receiver.release();
    await delivering;
    expect(await deliveriesOf(world)).toMatchObject([{ state: "pending", attempts: 0, fence: 2 }]);
  });
});

describe("a failed attempt", () => {
  it("is tried again by the published schedule, with the same id, and the alarm stands there", async () => {
    const world = await createWorld();
    const receiver = createReceiver("500", "200");
    await createEndpoint(world, receiver.url);
    await setTier(world, "enterprise");
    await deliver(world);
    const [waiting] = await deliveriesOf(world);
    expect(waiting).toMatchObject({ state: "pending", attempts: 1 });
    const waitMs = (waiting?.["next_at_ms"] as number) - Date.now();
    expect(waitMs > 0 && waitMs <= 6_100).toBe(true);
    expect(await sql(world, "SELECT at_ms FROM due_work WHERE name = 'webhooks'")).toEqual([
      { at_ms: waiting?.["next_at_ms"] },
    ]);
    await makeDue(world);
    await deliver(world);
    const got = await receiver.got();
    expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(got.map(({ headers }) => headers["x-traceo-attempt"])).toEqual(["1", "2"]);
    expect(await healthOf(world)).toMatchObject({ failures: 0, failingSinceMs: null });
  });

  it("waits as long as the receiver asks for, and so does everything else for it", async () => {
    const world = await createWorld();
    const receiver = createReceiver("429~600", "200");
    await createEndpoint(world, receiver.url);
    await setTier(world, "enterprise");
    await deliver(world);
    await setTier(world, "standard");
    await deliver(world);
    expect(await receiver.got()).toHaveLength(1);
    const [first] = await deliveriesOf(world);
    expect((first?.["next_at_ms"] as number) - Date.now()).toBeGreaterThan(590_000);
    expect((await healthOf(world))["restUntilMs"]).toBeGreaterThan(Date.now() + 590_000);
  });

  it("by redirect leads nowhere else", async () => {
    const world = await createWorld();
    const receiver = createReceiver("302");
    const { path } = await createEndpoint(world, receiver.url);
    await setTier(world, "enterprise");
    await deliver(world);
    const delivery = await sendTo(world, `GET ${path}/deliveries/1`);
    expect(delivery.json.log).toMatchObject([
      { outcome: "failed", reason: "redirect", response: { status: 302 } },
    ]);
    const elsewhere = await fetch("http://localhost:7/redirected/log");
    expect(await elsewhere.json()).toEqual([]);
  });

  it("in a row opens the breaker: nothing is sent, no attempt is used up, then one is a probe", async () => {
    const world = await createWorld();
    const receiver = createReceiver("500", "500", "500", "500", "500", "200");
    await createEndpoint(world, receiver.url);
    for (let failures = 0; failures < 5; failures++) {
      await setTier(world, failures % 2 === 0 ? "enterprise" : "standard");
      await deliver(world);
    }
    await makeDue(world);
    await deliver(world);
    expect(await receiver.got()).toHaveLength(5);
    expect((await deliveriesOf(world)).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);
    await sql(world, "UPDATE webhook_endpoints SET health = json_set(health, '$.restUntilMs', 1)");
    await deliver(world);
    expect((await deliveriesOf(world)).map(({ state }) => state)).toEqual(
      Array.from({ length: 5 }, () => "delivered"),
    );
    expect(await healthOf(world)).toMatchObject({ failures: 0, restUntilMs: null });
  });

  it("that was the last of the schedule leaves a dead letter, and others are told", async () => {
    const world = await createWorld();
    const [failing, listening] = [createReceiver("500", "200"), createReceiver()];
    const { id, path } = await createEndpoint(world, failing.url, { event_types: ["tenant.*"] });
    await createEndpoint(world, listening.url, { event_types: ["delivery.dead"] });
    await sql(world, "UPDATE webhook_endpoints SET status = 'paused' WHERE id = ?", id);
    await setTier(world, "enterprise");
    await sql(world, "UPDATE webhook_deliveries SET attempts = 9");
    await sql(world, "UPDATE webhook_endpoints SET status = 'active'");
    await deliver(world);
    await deliver(world);
    expect((await deliveriesOf(world))[0]).toMatchObject({
      state: "dead",
      dead_reason: "exhausted",
      attempts: 10,
    });
    expect((await listening.got()).map(({ json }) => json.data)).toMatchObject([
      { endpoint_id: id, event_type: "tenant.tier_changed", reason: "exhausted" },
    ]);
    expect((await sendTo(world, `POST ${path}/recover`)).json).toEqual({ replayed: 1 });
    await deliver(world);
    const [first, again] = await failing.got();
    expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect((await deliveriesOf(world))[0]).toMatchObject({
      state: "delivered",
      dead_reason: null,
      attempts: 1,
    });
  });
});

it("what may not go there any more is not sent: a dead letter, an entry with the rule, and an event", async () => {
  const world = await createWorld();
  const [abroad, listening] = [createReceiver(), createReceiver()];
  const basis = {
    scc: [
      {
        importer: "Inc.",
        country: "US",
        module: "controller_to_processor",
        signed_on: "2026-01-31",
        expires_on: null,
      },
    ],
    sub_processors: [{ name: "Inc.", country: "US", approved_on: "2026-02-01" }],
  };
  await sendTo(world, "PUT /v1/residency/transfer-basis", { json: basis });
  const { id } = await createEndpoint(world, abroad.url, { country: "US", event_types: ["key.created"] });
  await createEndpoint(world, listening.url, { event_types: ["residency.refused"] });
  await sendTo(world, "PUT /v1/residency/transfer-basis", { json: {} });
  await makeKey(world, { roles: ["viewer"] });
  await deliver(world);
  await deliver(world);
  expect(await abroad.got()).toEqual([]);
  expect((await deliveriesOf(world))[0]).toMatchObject({
    state: "dead",
    dead_reason: "transfer_refused",
    attempts: 0,
  });
  expect((await listening.got()).map(({ json }) => json.data)).toEqual([
    { data_class: "identity", to: "US", rule: "basis_missing", resource: `webhook:${id}` },
  ]);
  const denied = (await auditOf(world.tenant)).filter(({ outcome }) => outcome === "denied");
  expect(denied.map(({ resource, detail }) => [resource, detail.rule])).toEqual([
    [`webhook:${id}`, "basis_missing"],
  ]);
});

it("retention deletes what is older than 30 days, and keeps the newest of an endpoint and of all events", async () => {
  const world = await createWorld();
  const receiver = createReceiver();
  await createEndpoint(world, receiver.url, { event_types: ["tenant.*"] });
  for (const tier of ["enterprise", "standard", "enterprise"] as const) await setTier(world, tier);
  await deliver(world);
  const old = Date.now() - 31 * 86_400_000;
  await sql(world, "UPDATE webhook_deliveries SET created_at_ms = ?", old);
  await sql(world, "UPDATE webhook_events SET at_ms = ?", old);
  await sql(world, "UPDATE due_work SET at_ms = 1 WHERE name = 'webhook_retention'");
  await runDurableObjectAlarm(tenantStub(world.tenant));
  expect(await sql(world, "SELECT seq FROM webhook_events")).toEqual([{ seq: 3 }]);
  expect(await deliveriesOf(world)).toHaveLength(1);
  await setTier(world, "standard");
  await deliver(world);
  expect((await receiver.got()).at(-1)?.headers["x-traceo-sequence"]).toBe("4");
});
