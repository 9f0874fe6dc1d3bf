// Whom a question to the decision point is about, and under which circumstances: what the tenant knows wins over what is
// claimed; MFA, time and place are the question's; nobody who cannot prove itself is allowed anything.

import { describe, expect, it } from "vitest";
import { ada, decide, putAccess, putPolicy, putUser, QUESTION, SEARCH } from "../../support/questions.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

describe("whom a question is about", () => {
  it("a user that the tenant does not know is what the question says, and the answer says so", async () => {
    const world = await createWorld();
    expect(await decide(world, QUESTION)).toMatchObject({
      decision: false,
      context: { reasons: ["default"], subject: "described" },
    });
    const claimed = { ...ada, properties: { roles: ["viewer"] } };
    expect(await decide(world, { ...QUESTION, subject: claimed })).toMatchObject({
      decision: true,
      context: { reasons: ["role:viewer"], subject: "described" },
    });
  });

  it("of a user that the tenant knows, properties change nothing", async () => {
    const world = await createWorld();
    await putUser(world, "ada", { roles: [], groups: ["ops"] });
    await putAccess(world, "policies/ops", {
      effect: "allow",
      subjects: ["group:ops"],
      actions: ["dashboards:view"],
      resources: ["*"],
    });
    const properties = { roles: ["admin"], groups: [], scopes: ["metrics:read"] };
    const answer = await decide(world, { ...QUESTION, subject: { ...ada, properties } });
    expect(answer).toMatchObject({ decision: true, context: { reasons: ["policy:ops"], subject: "known" } });
  });

  it("a key is decided by its record: its roles and its scopes", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["viewer"], scopes: ["reports:view"] });
    const subject = { type: "key", id: narrow.id };
    expect(await decide(world, { ...QUESTION, subject })).toMatchObject({
      decision: false,
      context: { reasons: ["scope"], subject: "known" },
    });
  });

  it("a key that is revoked, expired or was never made may do nothing, whatever is claimed of it", async () => {
    const world = await createWorld();
    await putPolicy(world, "everyone", {});
    const [revoked, expired] = [
      await makeKey(world, { roles: ["admin"] }),
      await makeKey(world, { roles: ["admin"], expires_at: "2999-01-01T00:00:00Z" }),
    ];
    await sendTo(world, `DELETE /v1/keys/${revoked.id}`);
    const later = { context: { time: "2999-01-02T00:00:00Z" } };
    const properties = { roles: ["admin"] };
    const inactive = { decision: false, context: { reasons: ["inactive"], subject: "inactive" } };
    for (const id of [revoked.id, "key_nobody", "constructor", "__proto__"]) {
      const subject = { type: "key", id, properties };
      expect(await decide(world, { ...QUESTION, subject })).toMatchObject(inactive);
    }
    const subject = { type: "key", id: expired.id };
    expect(await decide(world, { ...QUESTION, subject })).toMatchObject({ decision: true });
    expect(await decide(world, { ...QUESTION, subject, ...later })).toMatchObject(inactive);
  });

  it("MFA is that of the question, not of who asks: `soc2_mfa` denies without it and allows with it", async () => {
    const world = await createWorld();
    await putUser(world, "ada", { roles: ["viewer"] });
    await putAccess(world, "policies/soc2", {
      effect: "deny",
      subjects: ["*"],
      actions: ["*"],
      resources: ["*"],
      unless: {
        any: [
          { attribute: "context.mfa_verified", operator: "equals", value: true },
          { attribute: "principal.kind", operator: "equals", value: "key" },
        ],
      },
    });
    expect(await decide(world, QUESTION)).toMatchObject({
      decision: false,
      context: { reasons: ["policy:soc2"], errors: ["policy:soc2"] },
    });
    for (const [mfa_verified, decision] of [
      [true, true],
      [false, false],
      ["true", false],
    ] as const)
      expect(await decide(world, { ...QUESTION, context: { mfa_verified } })).toMatchObject({ decision });
    const subject = { ...ada, properties: { mfa_verified: true } };
    expect(await decide(world, { ...QUESTION, subject })).toMatchObject({ decision: true });
    const found = async (context: object): Promise<string[]> =>
      (await sendTo(world, SEARCH.subject, { json: { ...QUESTION, subject: { type: "user" }, context } }))
        .json.results;
    expect(await found({ mfa_verified: true })).toEqual([ada]);
    expect(await found({ mfa_verified: false })).toEqual([]);
  });

  it("time, place and network are the question's, hours are told in the tenant's zone, and trust is not claimed", async () => {
    const world = await createWorld();
    await putSettings(world, { time_zone: "Asia/Tokyo", trusted_networks: ["10.0.0.0/8"] });
    const hours = [{ attribute: "context.hour_of_day", operator: "between", value: [9, 17] }];
    await putPolicy(world, "hours", { conditions: hours });
    const trusted = [{ attribute: "context.from_trusted_network", operator: "equals", value: true }];
    await putPolicy(world, "network", { conditions: trusted });
    const reasons = async (context: object): Promise<string[]> =>
      (await decide(world, { ...QUESTION, context: { time: "2026-06-10T12:00:00Z", ...context } })).context
        .reasons;
    expect(await reasons({ time: "2026-06-10T01:30:00Z" })).toEqual(["policy:hours"]);
    expect(await reasons({ time: "2026-06-10T01:30Z" })).toEqual(["policy:hours"]);
    expect(await reasons({ hour_of_day: 10, from_trusted_network: true })).toEqual(["default"]);
    expect(await reasons({ ip: "10.1.2.3" })).toEqual(["policy:network"]);
    expect(await reasons({ ip: "11.1.2.3" })).toEqual(["default"]);
  });
});

async function putSettings(world: World, settings: object): Promise<void> {
  await putAccess(world, "access-settings", { requires_approval: false, ...settings });
}
