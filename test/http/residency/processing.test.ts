// Tenants that only isolates of their region may serve. Tests say with `x-traceo-colo` which data center they are in.

import { env } from "cloudflare:workers";
import { createExecutionContext } from "cloudflare:test";
import { expect, it } from "vitest";
import { app } from "../../../src/app.ts";
import { sendAsOperator, toAnswer } from "../../support/client.ts";
import { auditOf } from "../../support/objects.ts";
import { expectRefusal, faceOf } from "../../support/same-refusal.ts";
import { createWorld, freshSlug, sendTo, type World } from "../../support/world.ts";

const STRICT = { residency: { processing: "in_region" } };

const askFrom = async (world: World, colo: string, changes: object = {}) =>
  sendTo(world, "GET /v1/tenant", { headers: { "x-traceo-colo": colo }, ...changes });

it.each([
  ["eu", "AMS"],
  ["eu", "OSL"],
  ["us", "IAD"],
  ["jp", "NRT"],
])("succeeds for a strict tenant of `%s` in the data center `%s`", async (jurisdiction, colo) => {
  const world = await createWorld({ jurisdiction, ...STRICT });
  expect((await askFrom(world, colo)).status).toBe(200);
});

it.each([
  ["eu", "LHR"],
  ["eu", "IAD"],
  ["eu", "ZZZ"],
  ["us", "YYZ"],
  ["jp", "ICN"],
])(
  "refuses a strict tenant of `%s` in the data center `%s`, and names the host to use",
  async (jurisdiction, colo) => {
    const world = await createWorld({ jurisdiction, ...STRICT });
    const refused = await askFrom(world, colo);
    expectRefusal(refused, 421, "residency.wrong_region");
    expect(refused.json.detail).toContain(`\`${world.tenant.slug}.${jurisdiction}.localhost\``);
  },
);

it("succeeds everywhere for a tenant that does not ask for it", async () => {
  const world = await createWorld();
  expect((await askFrom(world, "ZZZ")).status).toBe(200);
});

it("refuses alike with every credential, at every host, before the body is read and the log is written", async () => {
  const world = await createWorld(STRICT);
  const before = (await auditOf(world.tenant)).length;
  const faces = [];
  for (const key of [world.admin, world.viewer, "tgk_nonsense", null])
    faces.push(faceOf(await askFrom(world, "IAD", { key })));
  for (const face of faces) expect(face).toEqual(faces[0]);
  for (const host of [`${world.tenant.slug}.eu.localhost`, "localhost"])
    expectRefusal(await askFrom(world, "IAD", { host }), 421, "residency.wrong_region");
  const sent = await sendTo(world, "POST /v1/keys", {
    headers: { "x-traceo-colo": "IAD", "content-type": "application/json" },
    body: "{ not json",
  });
  expectRefusal(sent, 421, "residency.wrong_region");
  expect((await auditOf(world.tenant)).length).toBe(before);
});

it("refuses a suspended strict tenant like one that is not there", async () => {
  const world = await createWorld(STRICT);
  await sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/suspend`);
  // Another isolate: this one still has the record of before.
  const suspended = await fromProduction(world.host, "IAD");
  const unknown = await fromProduction(`${freshSlug()}.localhost`, "IAD");
  expectRefusal(suspended, 404, "tenant.unknown");
  expect(faceOf(suspended)).toEqual(faceOf(unknown));
});

/** A request to a production isolate in that data center, as the platform tells it. */
async function fromProduction(host: string, colo: string | null, headers: Record<string, string> = {}) {
  const request = new Request(`http://${host}/v1/tenant`, { headers });
  Object.defineProperty(request, "cf", { value: colo === null ? undefined : { colo, country: "DE" } });
  return toAnswer(await app.fetch(request, { ...env, MODE: "production" }, createExecutionContext()));
}

it.each([
  ["by the platform's word and not by the client's country", "IAD", {}],
  ["by the platform's word and not by a header", "IAD", { "x-traceo-colo": "AMS" }],
  ["when the isolate does not know where it is", null, {}],
])("refuses in production %s", async (_what, colo, headers) => {
  const world = await createWorld(STRICT);
  expectRefusal(await fromProduction(world.host, colo, headers), 421, "residency.wrong_region");
});

it("an admin turns it on for the tenant, and the next request from elsewhere is refused", async () => {
  const world = await createWorld();
  const json = { processing: "in_region", lock: "preferred" };
  const set = await sendTo(world, "PUT /v1/residency", { json });
  expect(set.status).toBe(200);
  expect(set.json.residency).toEqual({ ...json, exception: null });
  expectRefusal(await askFrom(world, "IAD"), 421, "residency.wrong_region");
  expect((await askFrom(world, "DUB")).status).toBe(200);
  expectRefusal(await sendTo(world, "PUT /v1/residency", { json, key: world.viewer }), 403, "policy.denied");
});

it("refuses a lock that nothing here can give, and changes nothing", async () => {
  const world = await createWorld();
  const json = { processing: "anywhere", lock: "required" };
  expectRefusal(await sendTo(world, "PUT /v1/residency", { json }), 422, "residency.guarantee_missing");
  const seen = await sendTo(world, "GET /v1/residency");
  expect(seen.json).toMatchObject({
    jurisdiction: "eu",
    residency: { lock: "preferred" },
    law: { lock: "preferred" },
    guarantee: "best_effort",
    backup: { country: "IE" },
  });
});
