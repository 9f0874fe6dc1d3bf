// Signing in to the console: a session stands for its key and for nothing more, and ends with it.

import { describe, expect, it } from "vitest";
import { parseKey } from "../../../src/identity/index.ts";
import { ask, encoded, fromOurPage, sendKey, signIn, submit, tokenOf, visit } from "../../support/console.ts";
import { auditOf, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

const SIGN_IN = /^\/console\/sign-in\?to=/;

describe("a session of the console", () => {
  it("begins with a key, under a cookie for this host and the server alone", async () => {
    const world = await createWorld();
    const answer = await sendKey(world, ` ${world.viewer} `);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/console/dashboards"]);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^traceo_session=[0-9a-z]{52}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    const secure = await ask("POST /console/sign-in", {
      host: world.host,
      headers: fromOurPage(world.host),
      body: encoded({ key: world.viewer }),
    });
    expect(secure.status).toBe(303);
    const began = (await auditOf(world.tenant)).filter((entry) => entry.action === "sessions:start");
    expect(began.map(({ actor }) => actor.id)).toEqual(Array(2).fill(parseKey(world.viewer)?.keyId));
  });

  it("is stored as a hash", async () => {
    const world = await createWorld();
    const { cookie } = await signIn(world, world.viewer);
    const rows = await sqlIn(tenantStub(world.tenant), "SELECT * FROM console_sessions");
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(cookie.split("=")[1]);
  });

  it("is refused to whatever is no key of this tenant, in one and the same way", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const revoked = await makeKey(world, { roles: ["admin"] });
    await sendTo(world, `DELETE /v1/keys/${revoked.id}`);
    const before = await stateOf(world.tenant);
    const offered = ["", "garbage", other.admin, revoked.secret, world.admin.replace("tgk_", "sk_")];
    const pages = new Set<string>();
    for (const key of offered) {
      const answer = await sendKey(world, key);
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([401, null]);
      expect(answer.text).toContain("This key does not open anything here");
      pages.add(answer.text);
    }
    expect(pages.size).toBe(1);
    expect(await stateOf(world.tenant)).toEqual(before);
  });

  it.each([
    ["is over", (id: string) => `UPDATE console_sessions SET expires_at_ms = 1 WHERE key_id = '${id}'`],
    [
      "has a key with another secret",
      (id: string) => `UPDATE console_sessions SET secret_hash = 'x' WHERE key_id = '${id}'`,
    ],
  ])("opens nothing once it %s", async (_what, change) => {
    const world = await createWorld();
    const signed = await signIn(world, world.viewer);
    expect((await visit(signed, "/console/dashboards")).status).toBe(200);
    await sqlIn(tenantStub(world.tenant), change(parseKey(world.viewer)?.keyId ?? ""));
    const answer = await visit(signed, "/console/usage?span=7d");
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/console/sign-in?to=${encodeURIComponent("/console/usage?span=7d")}`,
    ]);
  });

  it("ends with its key, at once", async () => {
    const world = await createWorld();
    const key = await makeKey(world, { roles: ["engineer"] });
    const signed = await signIn(world, key.secret);
    expect((await visit(signed, "/console/dashboards")).status).toBe(200);
    await sendTo(world, `DELETE /v1/keys/${key.id}`);
    expect((await visit(signed, "/console/dashboards")).headers.get("location")).toMatch(SIGN_IN);
  });

  it("ends with the old secret of a key that was rotated", async () => {
    const world = await createWorld();
    const key = await makeKey(world, { roles: ["engineer"] });
    const signed = await signIn(world, key.secret);
    const rotated = await sendTo(world, `POST /v1/keys/${key.id}/rotate`, { json: { overlap_seconds: 0 } });
    world.secrets.add(rotated.json.secret as string);
    expect((await visit(signed, "/console/dashboards")).headers.get("location")).toMatch(SIGN_IN);
  });

  it("ends when its holder signs out, and the cookie goes", async () => {
    const world = await createWorld();
    const signed = await signIn(world, world.viewer);
    const out = await submit(signed, "/console/sign-out", {});
    expect([out.status, out.headers.get("location")]).toEqual([303, "/console/sign-in"]);
    expect(out.headers.get("set-cookie")).toMatch(/^traceo_session=; .*Max-Age=0$/);
    expect((await visit(signed, "/console/dashboards")).headers.get("location")).toMatch(SIGN_IN);
    expect(await sqlIn(tenantStub(world.tenant), "SELECT * FROM console_sessions")).toEqual([]);
  });

  it("opens nothing at another tenant's host", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const signed = await signIn(world, world.admin);
    const answer = await visit({ ...signed, host: other.host }, "/console/dashboards");
    expect(answer.headers.get("location")).toMatch(SIGN_IN);
  });

  it("leads to places of the console only", async () => {
    const { host, viewer } = await createWorld();
    for (const to of ["https://evil.example/", "//evil.example", "/v1/keys", "/console/\\evil", ""]) {
      const body = encoded({ key: viewer, to });
      const answer = await ask("POST /console/sign-in", { host, headers: fromOurPage(host), body });
      expect(answer.headers.get("location")).toBe("/console/dashboards");
    }
  });

  it("is asked for again, once, where a link on another site brought no cookie along", async () => {
    const { host } = await createWorld();
    const headers = { accept: "text/html", "sec-fetch-site": "cross-site" };
    const answer = await ask("GET /console/dashboards", { host, headers });
    expect([answer.status, answer.text.includes('http-equiv="refresh"')]).toEqual([200, true]);
  });
});

describe("a form", () => {
  const FIELDS = { do: "example" };

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sister host", { "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "https://evil.example" }],
    ["no origin", { origin: "null" }],
  ])("is refused from %s, and nothing is changed", async (_from, changed) => {
    const world = await createWorld();
    const signed = await signIn(world, world.admin);
    const body = encoded({ ...FIELDS, csrf: await tokenOf(signed) });
    const before = await stateOf(world.tenant);
    const headers = { ...fromOurPage(world.host), cookie: signed.cookie, ...changed };
    const answer = await ask("POST /console/dashboards", { host: world.host, headers, body });
    expect([answer.status, answer.json.code]).toEqual([403, "policy.foreign_form"]);
    const kept = await ask("POST /console/sign-in", {
      host: world.host,
      headers,
      body: encoded({ key: world.admin }),
    });
    expect([kept.status, kept.headers.get("set-cookie")]).toEqual([403, null]);
    expect(await stateOf(world.tenant)).toEqual(before);
  });

  it("is refused without the token of its own session", async () => {
    const world = await createWorld();
    const [signed, other] = [await signIn(world, world.admin), await signIn(world, world.admin)];
    for (const csrf of ["", "0".repeat(64), await tokenOf(other)]) {
      const headers = { ...fromOurPage(world.host), cookie: signed.cookie, accept: "text/html" };
      const body = encoded({ ...FIELDS, csrf });
      const answer = await ask("POST /console/dashboards", { host: world.host, headers, body });
      expect([answer.status, answer.text.includes("policy.foreign_form")]).toEqual([403, true]);
    }
    expect((await sendTo(world, "GET /v1/dashboards")).json.data).toEqual([]);
  });
});
