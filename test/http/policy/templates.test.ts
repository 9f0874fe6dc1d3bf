// Settings and templates: each template can be put in force as it is listed, and then decides as it says.

import { describe, expect, it } from "vitest";
import { expectNoChange, put } from "../../support/access.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const SETTINGS = { time_zone: "UTC", trusted_networks: [] as string[], requires_approval: false };

/** Puts a template's policies in force, as the list gives them. */
async function install(world: World, name: string): Promise<void> {
  const { json } = await sendTo(world, "GET /v1/policy/templates");
  const template = json.data.find((one: { name: string }) => one.name === name);
  for (const policy of template.policies) await put(world, `policies/${policy.policy_id}`, policy);
}

interface Asked {
  readonly group?: string;
  readonly action: string;
  readonly resource: object;
  readonly context?: object;
}

/** Of a user with that group and the viewer's role. */
async function decide(world: World, { group = "none", action, resource, context }: Asked) {
  await put(world, "users/ada", { name: "Ada", roles: ["viewer"], groups: [group] });
  const subject = { type: "user", id: "ada" };
  const json = { subject, action: { name: action }, resource, context };
  const answer = await sendTo(world, "POST /v1/policy/decide", { json });
  expect(answer.status).toBe(200);
  return answer.json as { decision: boolean; context: { reasons: string[] } };
}

describe("the settings of access", () => {
  it("are the plain ones until somebody changes them", async () => {
    const world = await createWorld();
    expect((await sendTo(world, "GET /v1/access-settings")).json).toEqual(SETTINGS);
    const changed = {
      ...SETTINGS,
      time_zone: "Asia/Tokyo",
      trusted_networks: ["10.0.0.0/8", "2001:db8::/32"],
    };
    await put(world, "access-settings", changed);
    const seen = await sendTo(world, "GET /v1/access-settings");
    expect([seen.json, seen.headers.get("etag")]).toEqual([changed, '"1"']);
  });

  it.each([
    ["a zone that is none", { ...SETTINGS, time_zone: "Mars/Olympus" }, "/time_zone"],
    [
      "a network that is none",
      { ...SETTINGS, trusted_networks: ["10.0.0.0/8", "10.0.0.0/99"] },
      "/trusted_networks/1",
    ],
    ["a word for a switch", { ...SETTINGS, requires_approval: "yes" }, "/requires_approval"],
    ["no zone", { trusted_networks: [], requires_approval: false }, "/time_zone"],
  ])("are refused with %s", async (_what, json, pointer) => {
    const world = await createWorld();
    const ask = async () => sendTo(world, "PUT /v1/access-settings", { json });
    await expectNoChange(world, ask, { status: 400, code: "request.invalid", pointer });
  });

  it("are refused where they ask for two persons and there is one", async () => {
    const world = await createWorld();
    const ask = async () =>
      sendTo(world, "PUT /v1/access-settings", { json: { ...SETTINGS, requires_approval: true } });
    await expectNoChange(world, ask, {
      status: 409,
      code: "policy.locks_out",
      pointer: "/requires_approval",
    });
  });
});

describe("business hours on production", () => {
  const PRODUCTION = { type: "metric", id: "m", properties: { environment: "production" } };
  const at = (time: string, rest: Partial<Asked> = {}): Asked => ({
    group: "engineering",
    action: "metrics:read",
    resource: PRODUCTION,
    context: { time },
    ...rest,
  });

  it.each([
    ["on Wednesday at nine", at("2026-06-10T09:00:00Z"), true],
    ["a minute before five", at("2026-06-10T16:59:59Z"), true],
    ["at five", at("2026-06-10T17:00:00Z"), false],
    ["a minute before nine", at("2026-06-10T08:59:59Z"), false],
    ["on Saturday", at("2026-06-13T12:00:00Z"), false],
    ["for another group", at("2026-06-10T12:00:00Z", { group: "sales" }), false],
    [
      "on staging",
      at("2026-06-10T12:00:00Z", {
        resource: { type: "metric", id: "m", properties: { environment: "staging" } },
      }),
      false,
    ],
    ["for another action", at("2026-06-10T12:00:00Z", { action: "metrics:write" }), false],
  ])("%s", async (_when, asked, expected) => {
    const world = await createWorld();
    await install(world, "business_hours");
    expect((await decide(world, asked)).decision).toBe(expected);
  });

  it("are told in the tenant's zone", async () => {
    const world = await createWorld();
    await install(world, "business_hours");
    await put(world, "access-settings", { ...SETTINGS, time_zone: "Asia/Tokyo" });
    expect((await decide(world, at("2026-06-10T00:30:00Z"))).decision).toBe(true);
    expect((await decide(world, at("2026-06-10T12:00:00Z"))).decision).toBe(false);
  });

  it("decide a real query: the zone moves it to the afternoon of a workday, or to the night", async () => {
    const world = await createWorld();
    await install(world, "business_hours");
    const { secret: key } = await makeKey(world, { roles: ["viewer"], groups: ["engineering"] });
    const json = { from: "now-1h", queries: [{ name: "q", metric: "up" }] };
    const query = async () => sendTo(world, "POST /v1/query", { key, json });
    await put(world, "access-settings", { ...SETTINGS, time_zone: zoneWhereItIs(3) });
    expectRefusal(await query(), 403, "policy.denied");
    const zone = zoneWhereItIs(13);
    await put(world, "access-settings", { ...SETTINGS, time_zone: zone });
    const day = new Intl.DateTimeFormat("en", { timeZone: zone, weekday: "short" }).format();
    expect((await query()).status).toBe(day.startsWith("S") ? 403 : 200);
  });
});

/** Where the clock shows this hour now: far from where the answer changes. */
function zoneWhereItIs(hour: number): string {
  const shift = hour - new Date().getUTCHours();
  const east = shift < -12 ? shift + 24 : shift;
  return east < 0 ? `Etc/GMT+${-east}` : `Etc/GMT-${east}`;
}

describe("sensitive data", () => {
  const SECURE = { mfa_verified: true, mfa_method: "hardware_key", ip: "10.1.2.3" };
  const asked = (context: object, sensitivity = "high"): Asked => ({
    group: "data-engineers",
    action: "data:delete",
    resource: { type: "data", id: "d", properties: { sensitivity } },
    context: { ...SECURE, ...context },
  });

  it.each([
    ["with strong MFA from a trusted network", asked({}), true],
    ["that is critical", asked({}, "critical"), true],
    ["that is not sensitive: another policy's matter", asked({}, "low"), false],
    ["without MFA", asked({ mfa_verified: false }), false],
    ["with weak MFA", asked({ mfa_method: "sms" }), false],
    ["from elsewhere", asked({ ip: "192.0.2.1" }), false],
    ["from nowhere", asked({ ip: undefined }), false],
  ])("%s", async (_how, question, expected) => {
    const world = await createWorld();
    await put(world, "access-settings", { ...SETTINGS, trusted_networks: ["10.0.0.0/8"] });
    await install(world, "sensitive_data");
    expect((await decide(world, question)).decision).toBe(expected);
  });
});

describe("SOC 2", () => {
  const view = (context: object): Asked => ({
    action: "dashboards:view",
    resource: { type: "dashboard", id: "dsh_1" },
    context,
  });

  it("denies a user without MFA, says by which policy, and lets API keys through", async () => {
    const world = await createWorld();
    await install(world, "soc2_mfa");
    expect((await decide(world, view({ mfa_verified: true }))).decision).toBe(true);
    for (const context of [{ mfa_verified: false }, {}]) {
      const denied = await decide(world, view(context));
      expect(denied).toMatchObject({ decision: false, context: { reasons: ["policy:soc2-mfa-for-all"] } });
    }
    expect((await sendTo(world, "GET /v1/tenant", { key: world.viewer })).status).toBe(200);
  });
});
