// Webhooks of other systems: sources made and listed, what they send taken once, as an event or a log record.

import { createHmac } from "node:crypto";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { parseMasterKeys } from "../../../src/residency/index.ts";
import { createKeyVault } from "../../../src/residency/store/key-vault.ts";
import { sealText } from "../../../src/tenant/webhooks/secret-box.ts";
import { auditOf, sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { sendAsOperator, type Answer } from "../../support/client.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const SECRET = "a secret that they made";
const HMAC = { header: "x-signature", id_header: "x-id", kind_header: "x-kind" };
const SOURCE = { name: "them", scheme: "hmac", hmac: HMAC, becomes: "event", secret: SECRET };

async function createSource(world: World, changes: object = {}): Promise<Answer> {
  return sendTo(world, "POST /v1/webhooks/sources", { json: { ...SOURCE, ...changes } });
}

interface Hook {
  readonly id: string;
  readonly body?: string;
  readonly secret?: string;
  readonly source?: string;
}

function deliver(world: World, { id, body = '{"what":"happened"}', secret = SECRET, source = "them" }: Hook) {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-signature": signature,
    "x-id": id,
    "x-kind": "created",
  };
  return sendTo(world, `POST /v1/hooks/${source}`, { key: null, body, headers });
}

/** An endpoint that wants it, so that events are kept. */
async function listen(world: World): Promise<void> {
  const json = {
    name: "all hooks",
    url: "http://127.0.0.1:9/",
    event_types: ["hook.received"],
    country: "DE",
    importer: "Test",
  };
  expect((await sendTo(world, "POST /v1/webhooks/endpoints", { json })).status).toBe(201);
}

const eventsOf = async ({ tenant }: World) => {
  const rows = await sqlIn(tenantStub(tenant), "SELECT type, key, data FROM webhook_events ORDER BY seq");
  return rows.map(({ type, key, data }) => ({ type, key, data: JSON.parse(data) as unknown }));
};

const searchLogs = async (world: World) => {
  const answer = await sendTo(world, "POST /v1/logs/search", { json: { from: "now-1h", service: "them" } });
  return answer.json.logs as Record<string, unknown>[];
};

describe("a source", () => {
  it("succeeds: is listed without its secret, which is sealed where it is kept", async () => {
    const world = await createWorld();
    const made = await createSource(world, { scheme: "github", hmac: undefined, secret: undefined });
    expect(made).toMatchObject({ status: 201, json: { source: { name: "them", path: "/v1/hooks/them" } } });
    expect(made.json.secret).toMatch(/^[0-9a-f]{64}$/);
    const given = await createSource(world, { name: "given" });
    expect(given.json.secret).toBeNull();
    const listed = await sendTo(world, "GET /v1/webhooks/sources", { key: world.viewer });
    const seen = await sendTo(world, "GET /v1/webhooks/sources");
    expect([200, 403]).toContain(listed.status);
    expect(seen.json.data.map(({ name }: { name: string }) => name)).toEqual(["given", "them"]);
    const stored = JSON.stringify(await sqlIn(tenantStub(world.tenant), "SELECT * FROM hook_sources"));
    for (const secret of [made.json.secret as string, SECRET]) {
      expect(seen.text).not.toContain(secret);
      expect(stored).not.toContain(secret);
      expect(JSON.stringify(await auditOf(world.tenant))).not.toContain(secret);
    }
  });

  it("is made once with an idempotency key, and its secret told once", async () => {
    const world = await createWorld();
    const ask = {
      json: { name: "once", scheme: "standard_webhooks", becomes: "event" },
      headers: { "idempotency-key": "k" },
    };
    const first = await sendTo(world, "POST /v1/webhooks/sources", ask);
    expect(first.json.secret).toMatch(/^whsec_/);
    const second = await sendTo(world, "POST /v1/webhooks/sources", ask);
    expect(second).toMatchObject({ status: 201, json: { secret: null, source: first.json.source } });
  });

  it("refuses a name that is taken, a secret of the wrong form, and Stripe without one", async () => {
    const world = await createWorld();
    await createSource(world);
    expectRefusal(await createSource(world), 409, "hooks.name_taken");
    const bare = { hmac: undefined, name: "other" };
    for (const wrong of [
      { scheme: "standard_webhooks", secret: "no key of theirs" },
      { scheme: "stripe", secret: undefined },
    ]) {
      const refused = await createSource(world, { ...bare, ...wrong });
      expectRefusal(refused, 400, "request.invalid");
      expect(refused.json.violations[0].pointer).toBe("/secret");
    }
  });

  it("that makes log records is made only by who may write every one of them", async () => {
    const world = await createWorld();
    const role = { description: "hooks", inherits: [], actions: ["webhooks:manage"] };
    expect((await sendTo(world, "PUT /v1/roles/hooks", { json: role })).status).toBe(200);
    const narrow = await makeKey(world, { roles: ["admin"], scopes: ["webhooks:manage"] });
    const ask = (becomes: string) =>
      sendTo(world, "POST /v1/webhooks/sources", {
        key: narrow.secret,
        json: { ...SOURCE, name: becomes, becomes },
      });
    expectRefusal(await ask("logs"), 403, "policy.denied");
    expect((await ask("event")).status).toBe(201);
  });

  it("that is deleted takes nothing any more", async () => {
    const world = await createWorld();
    await createSource(world);
    expect((await sendTo(world, "DELETE /v1/webhooks/sources/them")).status).toBe(204);
    expectRefusal(await sendTo(world, "DELETE /v1/webhooks/sources/them"), 404, "hooks.not_found");
    expectRefusal(await deliver(world, { id: "1" }), 401, "hooks.not_verified");
  });
});

it("a source whose secret an older master key wraps is still verified, and wrapped anew on the way", async () => {
  const world = await createWorld();
  await createSource(world);
  const masterOf = async (): Promise<number> => {
    const [row] = await sqlIn(tenantStub(world.tenant), "SELECT secret FROM hook_sources");
    return (JSON.parse(row?.["secret"] as string) as { key: { master: number } }).key.master;
  };
  const older = String(Reflect.get(env, "CELL_MASTER_KEY")).split(",").at(-1) ?? "";
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const vault = createKeyVault(parseMasterKeys(older) ?? new Map(), random);
  const box = { vault, tenantId: world.tenant.id, random };
  const sealed = await sealText(box, { name: "hook/them", text: SECRET, nowMs: 1 });
  await sqlIn(tenantStub(world.tenant), "UPDATE hook_sources SET secret = ?", sealed);
  expect(await masterOf()).toBe(1);
  expect((await deliver(world, { id: "1" })).status).toBe(200);
  expect(await masterOf()).toBe(2);
});

describe("a webhook that comes in", () => {
  it("succeeds as an event, once per id", async () => {
    const world = await createWorld();
    await listen(world);
    await createSource(world, { key: "/customer" });
    const body = '{"customer":7}';
    expect((await deliver(world, { id: "1", body })).json).toEqual({ result: "taken" });
    const repeats = await Promise.all([1, 2, 3].map(() => deliver(world, { id: "1", body })));
    expect(repeats.map(({ status, json }) => [status, json.result])).toEqual(
      repeats.map(() => [200, "repeated"]),
    );
    expect(await eventsOf(world)).toEqual([
      {
        type: "hook.received",
        key: "them:7",
        data: [{ source: "them", message_id: "1", kind: "created", payload: { customer: 7 } }],
      },
    ]);
    const [entry] = (await auditOf(world.tenant)).filter(({ action }) => action === "hooks:receive");
    expect(entry).toMatchObject({ actor: { kind: "system", id: "hook:them" }, resource: "hook_source:them" });
  });

  it("is one event, also when its repeats come all at once", async () => {
    const world = await createWorld();
    await listen(world);
    await createSource(world);
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(world, { id: "same" })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers.filter(({ json }) => json.result === "taken")).toHaveLength(1);
    expect(await eventsOf(world)).toHaveLength(1);
  });

  it("succeeds as a log record, once per id, by the tenant's privacy rules", async () => {
    const world = await createWorld();
    const rules = { rules: { payment_card: { action: "mask" } } };
    expect((await sendTo(world, "PUT /v1/privacy/rules", { json: rules })).status).toBe(200);
    await createSource(world, { becomes: "logs" });
    const body = '{"paid":"4111 1111 1111 1111"}';
    expect((await deliver(world, { id: "1", body })).json).toEqual({ result: "taken" });
    expect((await deliver(world, { id: "1", body })).json).toEqual({ result: "repeated" });
    expect((await deliver(world, { id: "2", body: "plain" })).json).toEqual({ result: "taken" });
    const logs = await searchLogs(world);
    expect(logs).toHaveLength(2);
    expect(JSON.stringify(logs)).not.toContain("4111 1111");
    const ids = logs.map(({ attributes }) => (attributes as Record<string, string>)["hook.message_id"]);
    expect(new Set(ids)).toEqual(new Set(["1", "2"]));
  });

  it("whose note was lost after its record was stored stores no second record", async () => {
    const world = await createWorld();
    await createSource(world, { becomes: "logs" });
    await deliver(world, { id: "1" });
    await sqlIn(tenantStub(world.tenant), "DELETE FROM hook_receipts");
    expect((await deliver(world, { id: "1" })).json).toEqual({ result: "taken" });
    expect(await searchLogs(world)).toHaveLength(1);
  });

  it("refuses what is not signed, whoever it is for, alike, and keeps nothing of it", async () => {
    const world = await createWorld();
    await createSource(world);
    const refused = [
      await deliver(world, { id: "1", secret: "another one" }),
      await deliver(world, { id: "1", source: "nobody" }),
      await sendTo(world, "POST /v1/hooks/them", { key: null, json: {} }),
      await sendTo(world, "POST /v1/hooks/them", { json: {} }),
    ];
    for (const answer of refused) expectRefusal(answer, 401, "hooks.not_verified");
    expect(await sqlIn(tenantStub(world.tenant), "SELECT * FROM hook_receipts")).toEqual([]);
  });

  it("refuses a body that no event carries, and one that is no text", async () => {
    const world = await createWorld();
    await createSource(world);
    // The second is small enough as it comes, and too large as the JSON that it becomes.
    for (const body of ["x".repeat(66_000), '"'.repeat(40_000)])
      expectRefusal(await deliver(world, { id: "1", body }), 413, "request.too_large");
    const bytes = Uint8Array.of(0xff, 0xfe);
    const headers = {
      "content-type": "text/plain",
      "x-signature": createHmac("sha256", SECRET).update(bytes).digest("hex"),
      "x-id": "2",
    };
    const answer = await sendTo(world, "POST /v1/hooks/them", { key: null, body: bytes, headers });
    expectRefusal(answer, 400, "request.malformed");
  });

  it("refuses a suspended tenant's like those of a tenant that is not there", async () => {
    const world = await createWorld();
    await createSource(world);
    await sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/suspend`);
    expectRefusal(await deliver(world, { id: "1" }), 404, "tenant.unknown");
  });
});
