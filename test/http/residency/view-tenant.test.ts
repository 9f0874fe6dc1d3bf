// GET /v1/tenant, and the hosts at which a tenant is reached.

import { expect, it } from "vitest";
import { send } from "../../support/client.ts";
import { expectRefusal, faceOf } from "../../support/same-refusal.ts";
import { createWorld, freshSlug, sendTo } from "../../support/world.ts";

it("succeeds for the least of the roles, with the limits of the tier", async () => {
  const world = await createWorld();
  const seen = await sendTo(world, "GET /v1/tenant", { key: world.viewer });
  expect(seen.status).toBe(200);
  expect(seen.json).toMatchObject({
    slug: world.tenant.slug,
    limits: {
      concurrent_queries: 10,
      query_timeout_seconds: 300,
      result_bytes: 1_000_000_000,
      shards: 1,
      retention_days: 30,
    },
  });
});

it.each(["eu", "us", "in", "jp", "cn"])(
  "succeeds in `%s` and claims no more than local mode gives",
  async (place) => {
    const world = await createWorld({ jurisdiction: place });
    expect((await sendTo(world, "GET /v1/tenant")).json).toMatchObject({
      jurisdiction: place,
      guarantee: "best_effort",
      guarantee_source: { says: expect.stringContaining("local mode") },
    });
  },
);

it("succeeds at the tenant's host, its jurisdiction's host, a custom domain and the base domain", async () => {
  const domain = `${freshSlug()}.example.com`;
  const world = await createWorld({ domains: [domain] });
  const hosts = [
    world.host,
    world.host.toUpperCase(),
    `${world.tenant.slug}.eu.localhost`,
    domain,
    "localhost",
    "127.0.0.1",
  ];
  for (const host of hosts) {
    const seen = await sendTo(world, "GET /v1/tenant", { host });
    expect({ host, status: seen.status, id: seen.json.id }).toEqual({
      host,
      status: 200,
      id: world.tenant.id,
    });
  }
});

it("refuses another jurisdiction's host like a tenant that is not there", async () => {
  const world = await createWorld();
  const wrongRegion = await sendTo(world, "GET /v1/tenant", { host: `${world.tenant.slug}.us.localhost` });
  const unknown = await sendTo(world, "GET /v1/tenant", { host: `${freshSlug()}.us.localhost` });
  expectRefusal(wrongRegion, 404, "tenant.unknown");
  expect(faceOf(wrongRegion)).toEqual(faceOf(unknown));
});

it("refuses another tenant's host, and does not say whose the key is", async () => {
  const [mine, other] = [await createWorld(), await createWorld()];
  expectRefusal(await sendTo(mine, "GET /v1/tenant", { host: other.host }), 401, "auth.invalid");
  expectRefusal(
    await send("GET /v1/tenant", { host: "nobodys.example.com", key: mine.admin }),
    404,
    "tenant.unknown",
  );
});
