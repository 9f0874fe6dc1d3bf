// What a tenant's transfers can be based on, and asking what would become of one.

import { expect, it } from "vitest";
import { auditOf, stateOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const BASIS = {
  scc: [
    {
      importer: "Example Inc.",
      country: "US",
      module: "controller_to_processor",
      signed_on: "2026-01-31",
      expires_on: null,
    },
  ],
  sub_processors: [{ name: "Example Inc.", country: "US", approved_on: "2026-02-01" }],
  consents: [],
};

const check = async (world: World, json: object) =>
  sendTo(world, "POST /v1/residency/transfers/check", { json, key: world.admin });

it("nothing is recorded at first, what is put is read back, and what is not named any more is gone", async () => {
  const world = await createWorld();
  const nothing = { scc: [], sub_processors: [], consents: [] };
  expect((await sendTo(world, "GET /v1/residency/transfer-basis")).json).toEqual(nothing);
  expect((await sendTo(world, "PUT /v1/residency/transfer-basis", { json: BASIS })).json).toEqual(BASIS);
  expect((await sendTo(world, "GET /v1/residency/transfer-basis")).json).toEqual(BASIS);
  expect((await sendTo(world, "PUT /v1/residency/transfer-basis", { json: {} })).json).toEqual(nothing);
  const told = (await auditOf(world.tenant)).filter(
    ({ resource }) => resource === "residency:transfer-basis",
  );
  expect(told.map(({ detail }) => detail.scc.length)).toEqual([1, 0]);
});

it("recording a basis raises the epoch, so that no decision by an older one takes effect", async () => {
  const world = await createWorld();
  const { epoch } = await stateOf(world.tenant);
  await sendTo(world, "PUT /v1/residency/transfer-basis", { json: BASIS });
  expect((await stateOf(world.tenant)).epoch).toBe(epoch + 1);
});

it("a check says what is missing, and allows the transfer once that is recorded", async () => {
  const world = await createWorld();
  const transfer = { data_class: "contact", to: "US" };
  const before = await check(world, transfer);
  expect(before.status).toBe(200);
  expect(before.json).toMatchObject({
    allowed: false,
    rule: "basis_missing",
    missing: ["scc", "sub_processor"],
  });
  await sendTo(world, "PUT /v1/residency/transfer-basis", { json: BASIS });
  expect((await check(world, transfer)).json).toMatchObject({ allowed: true, rule: "based", missing: [] });
  expect((await check(world, { data_class: "contact", to: "RU" })).json).toMatchObject({
    allowed: false,
    rule: "prohibited_destination",
  });
});

it("an Indian tenant's cards stay, and sums of its telemetry may leave", async () => {
  const world = await createWorld({ jurisdiction: "in" });
  expect((await check(world, { data_class: "payment_card", to: "DE" })).json.rule).toBe("never_leaves");
  const sums = { data_class: "telemetry", to: "DE", aggregated: true };
  expect((await check(world, sums)).json).toMatchObject({ allowed: true, rule: "aggregated" });
});

it.each([
  [
    "a country in words",
    { ...BASIS, sub_processors: [{ name: "X", country: "usa", approved_on: "2026-02-01" }] },
    "/sub_processors/0/country",
  ],
  ["a module that is none", { scc: [{ ...BASIS.scc[0], module: "five" }] }, "/scc/0/module"],
  ["a day that is none", { scc: [{ ...BASIS.scc[0], signed_on: "2026-02-30" }] }, "/scc/0/signed_on"],
  [
    "a class that is none",
    { consents: [{ data_class: "secrets", country: "US", basis: "x", recorded_on: "2026-02-01" }] },
    "/consents/0/data_class",
  ],
])("refuses %s, and records nothing", async (_what, json, pointer) => {
  const world = await createWorld();
  const refused = await sendTo(world, "PUT /v1/residency/transfer-basis", { json });
  expectRefusal(refused, 400, "request.invalid");
  expect(refused.json.violations[0].pointer).toBe(pointer);
  expect((await sendTo(world, "GET /v1/residency/transfer-basis")).json.scc).toEqual([]);
});

it("refuses who may only look", async () => {
  const world = await createWorld();
  expectRefusal(
    await sendTo(world, "PUT /v1/residency/transfer-basis", { json: BASIS, key: world.viewer }),
    403,
    "policy.denied",
  );
});
