// The rules themselves: defaults by jurisdiction, what is refused and where, what an audit entry tells; and the trial of a
// text, which stores nothing.

import { describe, expect, it } from "vitest";
import { auditOf, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo } from "../../support/world.ts";
import { CARD, MAIL, setRules } from "./planted.ts";

const MASK = { action: "mask", certainty: "certain" };
const ALLOW = { action: "allow", certainty: "certain" };

describe("GET /v1/privacy/rules", () => {
  it.each([
    ["eu", ["payment_card", "iban"]],
    ["us", ["payment_card"]],
    ["in", ["payment_card", "in_aadhaar", "in_pan"]],
    ["jp", ["payment_card", "jp_my_number"]],
    ["cn", ["payment_card", "cn_resident_id"]],
  ])("shows the defaults of `%s`: %j are masked, all else is allowed", async (jurisdiction, masked) => {
    const world = await createWorld({ jurisdiction });
    const { json } = await sendTo(world, "GET /v1/privacy/rules");
    expect([json.version, json.rules]).toEqual([0, {}]);
    expect(Object.keys(json.effective).length).toBe(11);
    for (const [name, rule] of Object.entries(json.effective)) {
      expect([name, rule]).toEqual([name, masked.includes(name) ? MASK : ALLOW]);
    }
  });
});

describe("PUT /v1/privacy/rules", () => {
  it("puts rules in force, audited, and raises the epoch", async () => {
    const world = await createWorld();
    const { epoch } = await stateOf(world.tenant);
    const put = await setRules(world, { email: "hash" });
    expect([put.status, put.json.version, put.json.rules]).toEqual([
      200,
      1,
      { email: { action: "hash", certainty: "certain" } },
    ]);
    expect((await stateOf(world.tenant)).epoch).toBe(epoch + 1);
    const entry = (await auditOf(world.tenant)).at(-1);
    expect(entry).toMatchObject({
      action: "privacy:manage",
      resource: "privacy_rules:1",
      detail: { before: {}, after: { email: { action: "hash" } } },
    });
    expect((await sendTo(world, "GET /v1/privacy/rules")).json).toEqual(put.json);
  });

  it("replaces all rules: what is left out has its default again", async () => {
    const world = await createWorld();
    await setRules(world, { email: "mask", payment_card: "allow" });
    const { json } = await setRules(world, { phone: "drop" });
    expect([json.effective.email, json.effective.payment_card, json.effective.phone.action]).toEqual([
      ALLOW,
      MASK,
      "drop",
    ]);
  });

  it("keeps the key of the tokens", async () => {
    const world = await createWorld();
    const keyOf = async () =>
      (await sqlIn(tenantStub(world.tenant), "SELECT hash_key FROM privacy_state"))[0];
    await sendTo(world, "GET /v1/privacy/rules");
    const key = await keyOf();
    await setRules(world, { email: "hash" });
    expect(await keyOf()).toEqual(key);
    expect(key?.["hash_key"]).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ rules: { email: { action: "shred" } } }, "/rules/email/action"],
    [{ rules: { email: { action: "mask", certainty: "sure" } } }, "/rules/email/certainty"],
    [{ rules: { email: "mask" } }, "/rules/email"],
    [{ rules: { shoe_size: { action: "mask" } } }, "/rules/shoe_size"],
    [{ rules: { email: { action: "mask", salt: "x" } } }, "/rules/email/salt"],
    [{}, "/rules"],
    [{ rules: {}, version: 1 }, "/version"],
  ])("refuses %j at %s and changes nothing", async (json, pointer) => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const answer = await sendTo(world, "PUT /v1/privacy/rules", { json });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(await stateOf(world.tenant)).toEqual(before);
  });

  it("refuses who may not", async () => {
    const world = await createWorld();
    const json = { rules: {} };
    const asked = await sendTo(world, "PUT /v1/privacy/rules", { json, key: world.engineer });
    expectRefusal(asked, 403, "policy.denied");
  });
});

describe("POST /v1/privacy/detect", () => {
  it("tells what is found, where, and what would be done", async () => {
    const world = await createWorld();
    await setRules(world, { email: "mask" });
    const text = `${MAIL} paid 4222222222222 with ${CARD}`;
    const { status, json } = await sendTo(world, "POST /v1/privacy/detect", { json: { text } });
    expect(status).toBe(200);
    const [at, weak, card] = [0, text.indexOf("4222"), text.indexOf(CARD)];
    expect(json).toEqual({
      findings: [
        {
          personal_class: "email",
          data_class: "contact",
          start: at,
          end: MAIL.length,
          certainty: "certain",
          action: "mask",
        },
        {
          personal_class: "payment_card",
          data_class: "payment_card",
          start: weak,
          end: weak + 13,
          certainty: "possible",
          action: "allow",
        },
        {
          personal_class: "payment_card",
          data_class: "payment_card",
          start: card,
          end: card + 16,
          certainty: "certain",
          action: "mask",
        },
      ],
      outcome: "changed",
      text: "[email] paid 4222222222222 with [payment_card]",
    });
  });

  it("takes the name of a field", async () => {
    const world = await createWorld();
    await setRules(world, { health: "refuse", phone: "drop" });
    const detect = async (text: string, name: string) =>
      (await sendTo(world, "POST /v1/privacy/detect", { json: { text, name } })).json;
    expect(await detect("x1", "patient.id")).toMatchObject({ outcome: "refused", text: null });
    expect(await detect("4155552671", "user.phone")).toMatchObject({ outcome: "dropped", text: null });
    expect(await detect("4155552671", "bytes")).toMatchObject({ outcome: "kept", findings: [] });
  });

  it("stores nothing of the text, in the audit log neither", async () => {
    const world = await createWorld();
    await sendTo(world, "POST /v1/privacy/detect", { json: { text: `to ${MAIL}`, name: "secret.name" } });
    const log = JSON.stringify(await auditOf(world.tenant));
    expect(log).not.toContain(MAIL);
    expect(log).not.toContain("secret.name");
    expect((await stateOf(world.tenant)).shards).toEqual([]);
  });

  it.each([
    [{ text: 5 }, "/text"],
    [{ text: "x".repeat(65_537) }, "/text"],
    [{ text: "", name: "x".repeat(257) }, "/name"],
    [{ name: "x" }, "/text"],
  ])("refuses what is no text", async (json, pointer) => {
    const world = await createWorld();
    const answer = await sendTo(world, "POST /v1/privacy/detect", { json });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations[0].pointer).toBe(pointer);
  });
});
