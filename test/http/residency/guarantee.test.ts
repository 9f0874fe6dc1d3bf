// Tenants whose rules need a lock, the exceptions that operators give, and what becomes of telemetry when one ends.

import { expect, it } from "vitest";
import { sendAsOperator } from "../../support/client.ts";
import { openIsolate } from "../../support/isolate.ts";
import { auditOf, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createTenant, createWorld, freshSlug, sendTo, type World } from "../../support/world.ts";

const LOGS = { resourceLogs: [] };
const GIVEN = { reason: "a trial until the cell in Mumbai is there", days: 30 };
const DAY_MS = 86_400_000;

const pathOf = ({ tenant }: World): string => `/operator/v1/tenants/${tenant.id}/residency-exception`;
const give = async (world: World, json: unknown) => sendAsOperator(`POST ${pathOf(world)}`, { json });

it.each(["in", "cn"])(
  "refuses a tenant in `%s` where nothing holds its data, and says what would",
  async (jurisdiction) => {
    const slug = freshSlug();
    const refused = await createTenant({ slug, jurisdiction });
    expectRefusal(refused, 422, "residency.guarantee_missing");
    expect(refused.json.detail).toContain(`an operator cell for \`${jurisdiction}\``);
    expect(refused.json.detail).toContain("exception of at most 90 days");
    // Nothing was reserved: the slug is free.
    const residency = { exception: GIVEN };
    expect((await createTenant({ slug, jurisdiction, residency })).status).toBe(201);
  },
);

it("refuses a lock that a tenant asks for itself, and one that its law asks for cannot be declined", async () => {
  const wanted = { jurisdiction: "eu", residency: { lock: "required" } };
  expectRefusal(await createTenant({ slug: freshSlug(), ...wanted }), 422, "residency.guarantee_missing");
  const declined = { jurisdiction: "in", residency: { lock: "preferred" } };
  expectRefusal(await createTenant({ slug: freshSlug(), ...declined }), 422, "residency.guarantee_missing");
});

it.each([
  ["no reason", { days: 3 }, "/residency/exception/reason"],
  ["an empty reason", { reason: " ", days: 3 }, "/residency/exception/reason"],
  ["no end", { reason: "a trial" }, "/residency/exception/days"],
  ["an end after 91 days", { reason: "a trial", days: 91 }, "/residency/exception/days"],
])("refuses an exception with %s", async (_what, exception, pointer) => {
  const refused = await createTenant({ slug: freshSlug(), jurisdiction: "in", residency: { exception } });
  expectRefusal(refused, 400, "request.invalid");
  expect(refused.json.violations[0].pointer).toBe(pointer);
});

it("succeeds with an exception: the tenant sees it, and the directory has its end but not its words", async () => {
  const world = await createWorld({ jurisdiction: "in", residency: { exception: GIVEN } });
  const seen = await sendTo(world, "GET /v1/tenant");
  const until = new Date(Date.parse(world.tenant.created_at) + 30 * DAY_MS).toISOString();
  const exception = { reason: GIVEN.reason, until, by: "operator" };
  expect(seen.json.residency).toEqual({ processing: "anywhere", lock: "required", exception });
  const listed = await sendAsOperator(`GET /operator/v1/tenants/${world.tenant.id}`);
  expect(listed.json.residency.exception).toEqual({ reason: null, until, by: null });
  expect(listed.text).not.toContain("Mumbai");
});

it("an exception is given anew and ended by an operator, each on the tenant's log", async () => {
  const world = await createWorld({ jurisdiction: "in" });
  expect((await sendTo(world, "POST /v1/logs", { json: LOGS })).status).toBe(200);
  const ended = await sendAsOperator(`DELETE ${pathOf(world)}`);
  expect(ended.json.residency.exception).toBeNull();
  expect((await sendTo(world, "POST /v1/logs", { json: LOGS })).status).toBe(422);
  const given = await give(world, { reason: "one more week", days: 7 });
  expect(given.json.residency.exception).toMatchObject({ reason: "one more week", by: "operator" });
  expect((await sendTo(world, "POST /v1/logs", { json: LOGS })).status).toBe(200);
  const told = (await auditOf(world.tenant)).filter(({ action }) => action.includes("residency_exception"));
  expect(told.map(({ action, actor }) => [action, actor.kind])).toEqual([
    ["tenants:end_residency_exception", "operator"],
    ["tenants:give_residency_exception", "operator"],
  ]);
  expect(told[1]?.detail).toMatchObject({ to: { exception: { reason: "one more week" } } });
});

it("refuses an exception that is longer than 90 days, and changes nothing", async () => {
  const world = await createWorld({ jurisdiction: "in" });
  const before = (await stateOf(world.tenant)).tenant;
  expectRefusal(await give(world, { reason: "for good", days: 91 }), 400, "request.invalid");
  expect((await stateOf(world.tenant)).tenant).toEqual(before);
});

it("refuses telemetry once the exception has ended, in the protocol's own shape, while reading goes on", async () => {
  const world = await createWorld({ jurisdiction: "in" });
  const until = "2026-01-01T00:00:00.000Z";
  await sqlIn(
    tenantStub(world.tenant),
    "UPDATE object_state SET tenant = json_set(tenant, '$.residency.exception.until', ?)",
    until,
  );
  const isolate = openIsolate();
  const refused = await isolate.send(world, "POST /v1/logs", { json: LOGS });
  expect(refused.status).toBe(403);
  expect(refused.json.message).toContain(until);
  const written = await isolate.send(world, "POST /api/v1/write", { body: new Uint8Array([0]) });
  expectRefusal(written, 403, "residency.exception_expired");
  expect((await isolate.send(world, "GET /v1/tenant")).status).toBe(200);
  expect((await isolate.send(world, "GET /v1/keys")).status).toBe(200);
  await isolate.settle();
});
