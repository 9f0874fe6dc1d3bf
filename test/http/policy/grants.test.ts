// Grants: a role for a key, a group or a user, everywhere or within a scope, for good or until an instant; in force for
// the very next request, and no longer after it is taken away.

import { describe, expect, it } from "vitest";
import { put } from "../../support/access.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const DAY_MS = 86_400_000;
const instant = (ms: number): string => new Date(ms).toISOString();

const listKeys = async (world: World, key: string): Promise<number> =>
  (await sendTo(world, "GET /v1/keys", { key })).status;

async function mayRead(
  world: World,
  asked: { subject: object; properties?: object; time?: string },
): Promise<boolean> {
  const { subject, properties, time } = asked;
  const answer = await sendTo(world, "POST /v1/policy/decide", {
    json: {
      subject,
      action: { name: "metrics:read" },
      resource: { type: "metric", id: "m", properties },
      context: { time },
    },
  });
  expect(answer.status).toBe(200);
  return answer.json.decision as boolean;
}

describe("a grant everywhere", () => {
  it("takes effect at once, for a key by its id and by its group, and ends at once", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"], groups: ["night shift"] });
    for (const subject of [`key:${made.id}`, "group:night shift"]) {
      expect(await listKeys(world, made.secret)).toBe(403);
      await put(world, "grants/g", { subject, role: "engineer" });
      expect(await listKeys(world, made.secret)).toBe(200);
      expect(await listKeys(world, world.viewer)).toBe(403);
      expect((await sendTo(world, "DELETE /v1/grants/g")).status).toBe(200);
    }
    expect(await listKeys(world, made.secret)).toBe(403);
  });

  it("of a custom role gives its actions, and what they become", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    await put(world, "roles/key-reader", { actions: ["keys:view"] });
    await put(world, "grants/g", { subject: `key:${made.id}`, role: "key-reader" });
    expect(await listKeys(world, made.secret)).toBe(200);
    await put(world, "roles/key-reader", { actions: ["usage:view"] });
    expect(await listKeys(world, made.secret)).toBe(403);
  });

  it("does not reach past a key's scopes, nor a denial", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["viewer"], scopes: ["tenant:view"], groups: ["a"] });
    const wide = await makeKey(world, { roles: ["viewer"], groups: ["a"] });
    await put(world, "grants/g", { subject: "group:a", role: "engineer" });
    expect([await listKeys(world, narrow.secret), await listKeys(world, wide.secret)]).toEqual([403, 200]);
    await put(world, "policies/p", {
      effect: "deny",
      subjects: ["role:engineer"],
      actions: ["keys:view"],
      resources: ["*"],
    });
    expect(await listKeys(world, wide.secret)).toBe(403);
  });
});

describe("a grant with an end", () => {
  it("holds before its end and not from it on", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    const [subject, end] = [{ type: "key", id: made.id }, Date.now() + DAY_MS];
    await put(world, "grants/g", { subject: `key:${made.id}`, role: "engineer", expires_at: instant(end) });
    expect(await listKeys(world, made.secret)).toBe(200);
    expect(await mayRead(world, { subject, time: instant(end - 1) })).toBe(true);
    expect(await mayRead(world, { subject, time: instant(end) })).toBe(false);
  });

  it("that has passed gives nothing, and can be made longer", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    const grant = { subject: `key:${made.id}`, role: "engineer" };
    await put(world, "grants/g", { ...grant, expires_at: instant(Date.now() - 1) });
    expect(await listKeys(world, made.secret)).toBe(403);
    await put(world, "grants/g", { ...grant, expires_at: instant(Date.now() + DAY_MS) });
    expect(await listKeys(world, made.secret)).toBe(200);
    await put(world, "grants/g", { ...grant, expires_at: "2026-01-01T00:00:00+02:00" });
    expect(await listKeys(world, made.secret)).toBe(403);
  });
});

describe("a grant within a scope", () => {
  it.each([
    ["team", { team: "shop" }, { team: "bank" }],
    ["environment", { environment: "staging" }, { environment: "production" }],
    ["folder", { folder: "fld_1" }, { folder: "fld_2" }],
  ])("of a %s holds on what is in it, and nowhere else", async (_name, scope, other) => {
    const world = await createWorld();
    await put(world, "users/ada", { name: "Ada" });
    await put(world, "grants/g", { subject: "user:ada", role: "analyst", scope });
    const subject = { type: "user", id: "ada" };
    expect(await mayRead(world, { subject, properties: scope })).toBe(true);
    expect(await mayRead(world, { subject, properties: other })).toBe(false);
    expect(await mayRead(world, { subject })).toBe(false);
  });

  it("gives nothing on what has no such scope", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["viewer"] });
    await put(world, "grants/g", { subject: `key:${made.id}`, role: "admin", scope: { team: "shop" } });
    expect(await listKeys(world, made.secret)).toBe(403);
  });

  it("opens the rows of its environment to a query, and says so", async () => {
    const world = await createWorld();
    for (const environment of ["staging", "production"]) {
      const json = gaugeBody({ name: `gauge.of.${environment}` }) as {
        resourceMetrics: [{ resource: object }];
      };
      const value = { stringValue: environment };
      json.resourceMetrics[0].resource = { attributes: [{ key: "environment", value }] };
      expect((await sendTo(world, "POST /v1/metrics", { json })).status).toBe(200);
    }
    const made = await makeKey(world, { roles: ["viewer"] });
    await put(world, "grants/g", {
      subject: `key:${made.id}`,
      role: "analyst",
      scope: { environment: "staging" },
    });
    const queries = ["staging", "production"].map((name) => ({
      name,
      metric: `gauge.of.${name}`,
      aggregation: "raw",
    }));
    const answer = await sendTo(world, "POST /v1/query", {
      key: made.secret,
      json: { from: "now-1h", queries },
    });
    expect(answer).toMatchObject({ status: 200, json: { row_filter_applied: true } });
    const counts = answer.json.results.map(({ series }: { series: object[] }) => series.length);
    expect(counts).toEqual([1, 0]);
  });
});
