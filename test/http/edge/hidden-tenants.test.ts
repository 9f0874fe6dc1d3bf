// Unknown, suspended, closed and wrong-region tenants: a stranger gets the same bytes for each, whatever is sent along.

import { expect, it } from "vitest";
import { sendAsOperator, type Ask } from "../../support/client.ts";
import { expectRefusal, faceOf } from "../../support/same-refusal.ts";
import { createWorld, freshSlug, sendTo, type World } from "../../support/world.ts";

const setStatus = async (world: World, verb: string): Promise<void> => {
  await sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/${verb}`);
};

const TARGETS = [
  "GET /v1/tenant",
  "POST /v1/keys",
  "GET /v1/audit/export",
  "POST /v1/metrics",
  "POST /api/v1/write",
];

it.each(TARGETS)("refuses all of them alike: `%s`", async (target) => {
  const [suspended, closed, far] = [await createWorld(), await createWorld(), await createWorld()];
  await setStatus(suspended, "suspend");
  await setStatus(closed, "close");
  const body: Ask = target.startsWith("POST") ? { json: {} } : {};
  for (const key of [suspended.admin, "garbage", null]) {
    const unknown = await sendTo(suspended, target, { ...body, key, host: `${freshSlug()}.localhost` });
    const others = [
      await sendTo(suspended, target, { ...body, key }),
      await sendTo(closed, target, { ...body, key }),
      await sendTo(closed, target, { ...body, key: key === suspended.admin ? closed.admin : key }),
      await sendTo(far, target, {
        ...body,
        key: key === suspended.admin ? far.admin : key,
        host: `${far.tenant.slug}.us.localhost`,
      }),
      await sendTo(far, target, { ...body, key, host: "unknown.example.com" }),
    ];
    expect(unknown.status).toBe(404);
    for (const other of others) expect(faceOf(other)).toEqual(faceOf(unknown));
  }
});

it("refuses the key of a suspended tenant on the base domain like that of no tenant", async () => {
  const world = await createWorld();
  await setStatus(world, "suspend");
  expectRefusal(await sendTo(world, "GET /v1/tenant", { host: "localhost" }), 404, "tenant.unknown");
});
