// The API keys of a tenant: made, listed, seen, rotated, revoked.

import { describe, expect, it } from "vitest";
import { auditOf, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const countKeys = async (world: World): Promise<number> =>
  (await sqlIn(tenantStub(world.tenant), "SELECT count(*) AS n FROM keys"))[0]?.n as number;

const works = async (world: World, key: string): Promise<number> =>
  (await sendTo(world, "GET /v1/tenant", { key })).status;

describe("making a key", () => {
  it("succeeds: it works at once, and its text is shown once", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { name: " build ", roles: ["engineer"], attributes: { team: "shop" } });
    expect(await works(world, made.secret)).toBe(200);
    const seen = await sendTo(world, `GET /v1/keys/${made.id}`);
    expect(seen.json).toMatchObject({
      id: made.id,
      name: "build",
      roles: ["engineer"],
      status: "active",
      attributes: { team: "shop" },
    });
    expect(seen.text).not.toContain(made.secret);
  });

  it("succeeds once with an idempotency key; the repeated reply has no secret", async () => {
    const world = await createWorld();
    const ask = { json: { name: "once", roles: ["viewer"] }, headers: { "idempotency-key": "one" } };
    const first = await sendTo(world, "POST /v1/keys", ask);
    const before = await stateOf(world.tenant);
    const second = await sendTo(world, "POST /v1/keys", ask);
    expect(second).toMatchObject({ status: 201, json: { secret: null, key: { id: first.json.key.id } } });
    expect(await stateOf(world.tenant)).toEqual(before);
    const other = await sendTo(world, "POST /v1/keys", {
      ...ask,
      json: { name: "twice", roles: ["viewer"] },
    });
    expectRefusal(other, 422, "request.idempotency_key_reused");
  });

  it("succeeds with the same idempotency key for another maker: it is theirs", async () => {
    const world = await createWorld();
    const ask = { json: { name: "mine", roles: ["viewer"] }, headers: { "idempotency-key": "shared" } };
    const first = await sendTo(world, "POST /v1/keys", ask);
    const second = await sendTo(world, "POST /v1/keys", { ...ask, key: world.engineer });
    expect(second.json.secret).not.toBeNull();
    expect(second.json.key.id).not.toBe(first.json.key.id);
  });

  it.each(["admin", "team_lead"])(
    "refuses an engineer who makes a key with the role `%s`, and makes none",
    async (role) => {
      const world = await createWorld();
      const before = await countKeys(world);
      const answer = await sendTo(world, "POST /v1/keys", {
        key: world.engineer,
        json: { name: "up", roles: [role] },
      });
      expectRefusal(answer, 403, "keys.roles_exceed_holder");
      expect(await countKeys(world)).toBe(before);
    },
  );

  it("refuses a narrowed key that makes one which is not narrowed", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["admin"], scopes: ["keys:*"] });
    const answer = await sendTo(world, "POST /v1/keys", {
      key: narrow.secret,
      json: { name: "wide", roles: ["viewer"] },
    });
    expectRefusal(answer, 403, "keys.roles_exceed_holder");
  });

  it("refuses an expiry in the past, unknown roles, odd scopes and too many attributes", async () => {
    const world = await createWorld();
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`a${i}`, "x"]));
    const key = { name: "bad", roles: ["viewer"] };
    const bad = [
      { ...key, expires_at: "2020-01-01T00:00:00Z" },
      { ...key, roles: ["root"] },
      { ...key, roles: [] },
      { ...key, scopes: ["everything"] },
      { ...key, attributes: many },
      { ...key, name: " " },
      { ...key, secret: "mine" },
    ];
    for (const json of bad)
      expectRefusal(await sendTo(world, "POST /v1/keys", { json }), 400, "request.invalid");
  });
});

describe("a key's scopes and expiry", () => {
  it("scopes narrow what the roles grant, and never widen it", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["engineer"], scopes: ["keys:view"] });
    expect((await sendTo(world, "GET /v1/keys", { key: narrow.secret })).status).toBe(200);
    expectRefusal(await sendTo(world, "GET /v1/tenant", { key: narrow.secret }), 403, "policy.denied");
    const wide = await makeKey(world, { roles: ["viewer"], scopes: ["keys:*", "audit:view"] });
    expectRefusal(await sendTo(world, "GET /v1/keys", { key: wide.secret }), 403, "policy.denied");
    expectRefusal(await sendTo(world, "GET /v1/audit/entries", { key: wide.secret }), 403, "policy.denied");
  });

  it("an expired key is refused, and is shown as expired", async () => {
    const world = await createWorld();
    const made = await makeKey(world, {
      roles: ["viewer"],
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    });
    expect(await works(world, made.secret)).toBe(200);
    await sqlIn(
      tenantStub(world.tenant),
      "UPDATE keys SET expires_at_ms = ? WHERE id = ?",
      Date.now() - 1,
      made.id,
    );
    // Any change of the tenant brings the edge a new bundle.
    await makeKey(world, { roles: ["viewer"] });
    expectRefusal(await sendTo(world, "GET /v1/tenant", { key: made.secret }), 401, "auth.invalid");
    expect((await sendTo(world, `GET /v1/keys/${made.id}`)).json.status).toBe("expired");
    expectRefusal(
      await sendTo(world, `POST /v1/keys/${made.id}/rotate`, { json: {} }),
      409,
      "keys.not_active",
    );
  });

  it("the last use is seen after a read, a command and telemetry", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["engineer"] });
    expect((await sendTo(world, `GET /v1/keys/${made.id}`)).json.last_used_at).toBeNull();
    await sendTo(world, "POST /v1/keys", { key: made.secret, json: { name: "by it", roles: ["viewer"] } });
    const seen = await sendTo(world, `GET /v1/keys/${made.id}`);
    expect(Date.parse(seen.json.last_used_at)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe("listing keys", () => {
  it("succeeds by pages, every key once and no secret", async () => {
    const world = await createWorld();
    for (let i = 0; i < 4; i++) await makeKey(world, { name: `k${i}`, roles: ["viewer"] });
    const first = await sendTo(world, "GET /v1/keys?limit=4");
    const second = await sendTo(world, `GET /v1/keys?limit=4&cursor=${first.json.next_cursor}`);
    const ids = [...first.json.data, ...second.json.data].map((key: { id: string }) => key.id);
    expect(new Set(ids).size).toBe(7);
    expect(second.json.next_cursor).toBeNull();
    expect(first.text).not.toContain("secret");
  });

  it("refuses a key that is not there", async () => {
    const world = await createWorld();
    expectRefusal(await sendTo(world, "GET /v1/keys/key_00000000000000000000"), 404, "keys.not_found");
    expectRefusal(await sendTo(world, `GET /v1/keys/${"k".repeat(65)}`), 400, "request.invalid");
  });
});

describe("rotating a key", () => {
  it("succeeds: both secrets work during the overlap, then only the new one", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    const rotated = await sendTo(world, `POST /v1/keys/${made.id}/rotate`, {
      json: { overlap_seconds: 600 },
    });
    expect(rotated.status).toBe(200);
    world.secrets.add(rotated.json.secret);
    expect([await works(world, made.secret), await works(world, rotated.json.secret)]).toEqual([200, 200]);
    await sqlIn(
      tenantStub(world.tenant),
      "UPDATE keys SET previous_until_ms = ? WHERE id = ?",
      Date.now() - 1,
      made.id,
    );
    await makeKey(world, { roles: ["viewer"] });
    expect([await works(world, made.secret), await works(world, rotated.json.secret)]).toEqual([401, 200]);
  });

  it("succeeds without an overlap: the old secret ends at once", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    expect(await works(world, made.secret)).toBe(200);
    const rotated = await sendTo(world, `POST /v1/keys/${made.id}/rotate`, { json: { overlap_seconds: 0 } });
    expect([await works(world, made.secret), await works(world, rotated.json.secret)]).toEqual([401, 200]);
  });

  it("refuses an engineer who rotates an admin's key: its secret would raise them", async () => {
    const world = await createWorld();
    const admin = world.admin.split("_")[3];
    const before = await stateOf(world.tenant);
    for (const target of [`POST /v1/keys/key_${admin}/rotate`, `DELETE /v1/keys/key_${admin}`]) {
      const answer = await sendTo(world, target, {
        key: world.engineer,
        ...(target.startsWith("POST") ? { json: {} } : {}),
      });
      expectRefusal(answer, 403, "keys.roles_exceed_holder");
    }
    expect(await stateOf(world.tenant)).toEqual(before);
  });

  it("succeeds for a narrowed key on itself", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["admin"], scopes: ["keys:rotate"] });
    const rotated = await sendTo(world, `POST /v1/keys/${narrow.id}/rotate`, {
      key: narrow.secret,
      json: { overlap_seconds: 0 },
    });
    expect(rotated.status).toBe(200);
  });

  it("refuses an overlap of more than a week", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    const answer = await sendTo(world, `POST /v1/keys/${made.id}/rotate`, {
      json: { overlap_seconds: 604_801 },
    });
    expectRefusal(answer, 400, "request.invalid");
  });
});

describe("revoking a key", () => {
  it("succeeds at once, for reads and for telemetry", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["engineer"] });
    const send = async () => sendTo(world, "POST /v1/metrics", { key: made.secret, json: gaugeBody() });
    expect((await send()).status).toBe(200);
    const revoked = await sendTo(world, `DELETE /v1/keys/${made.id}`);
    expect(revoked).toMatchObject({ status: 200, json: { status: "revoked" } });
    expect(await works(world, made.secret)).toBe(401);
    expect((await send()).status).toBe(401);
  });

  it("succeeds again, and raises no second epoch", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    await sendTo(world, `DELETE /v1/keys/${made.id}`);
    const { epoch } = await stateOf(world.tenant);
    expect((await sendTo(world, `DELETE /v1/keys/${made.id}`)).status).toBe(200);
    expect((await stateOf(world.tenant)).epoch).toBe(epoch);
    const entries = (await auditOf(world.tenant)).filter((entry) => entry.action === "keys:revoke");
    expect(entries.map((entry) => entry.detail.was_revoked)).toEqual([false, true]);
  });

  it("refuses a key that is not there", async () => {
    const world = await createWorld();
    expectRefusal(await sendTo(world, "DELETE /v1/keys/key_00000000000000000000"), 404, "keys.not_found");
  });
});
