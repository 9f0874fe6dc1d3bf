// Every operator operation of the manifest: only the operator's token opens it, and only on the base domain.

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { OPERATIONS } from "../../src/manifest.ts";
import { send } from "../support/client.ts";
import { stateOf } from "../support/objects.ts";
import { OPERATOR_TOKEN } from "../support/operator-token.ts";
import { targetOf } from "../support/operation-asks.ts";
import { expectRefusal, faceOf } from "../support/same-refusal.ts";
import { createWorld } from "../support/world.ts";

const OPERATOR_OPERATIONS = OPERATIONS.filter((operation) => operation.audience === "operator");
const named = OPERATOR_OPERATIONS.map((operation) => [operation.id, operation] as const);

const countTenants = async () => env.DIRECTORY.prepare("SELECT count(*) AS n FROM tenants").first("n");

it.each(named)("`%s` refuses whoever is not the operator, and changes nothing", async (_id, operation) => {
  const world = await createWorld();
  const target = targetOf(operation, { tenant_id: world.tenant.id });
  const body = operation.body.kind === "none" ? {} : { json: {} };
  const [before, tenants] = [await stateOf(world.tenant), await countTenants()];
  expectRefusal(await send(target, body), 401, "auth.missing");
  const wrong = [
    "wrong",
    world.admin,
    `${OPERATOR_TOKEN} `.repeat(2),
    OPERATOR_TOKEN.toUpperCase(),
    OPERATOR_TOKEN.slice(0, -1),
  ];
  for (const key of wrong) expectRefusal(await send(target, { ...body, key }), 401, "auth.invalid");
  expect(await stateOf(world.tenant)).toEqual(before);
  expect(await countTenants()).toBe(tenants);
});

it.each(named)("`%s` is not there on a tenant's host, whoever asks", async (_id, operation) => {
  const world = await createWorld();
  const target = targetOf(operation, { tenant_id: world.tenant.id });
  const nowhere = await send("GET /nowhere", { host: world.host });
  for (const key of [null, world.admin, OPERATOR_TOKEN]) {
    for (const host of [
      world.host,
      `${world.tenant.slug}.eu.localhost`,
      "unknown.localhost",
      "shop.example.com",
    ]) {
      const answer = await send(target, { host, key });
      expectRefusal(answer, 404, "request.no_such_route");
      expect(faceOf(answer)).toEqual(faceOf(nowhere));
    }
  }
});

/** A body that fits, for each operation on one tenant that takes one. */
const BODIES: Readonly<Record<string, unknown>> = {
  "tenants.set_tier": { tier: "enterprise" },
  "tenants.give_residency_exception": { reason: "a test", days: 1 },
  "silo_keys.rotate": { what: "wrap" },
  "tenants.offboard": { reason: "a test", grace_days: 0 },
  "tenants.delete_offboarded": { confirm: "a-slug" },
  "tenants.link_export": { name: "tenant.json" },
  "budgets.give_grace": { minutes: 1, reason: "a test" },
  "moves.start": { to: { shards: 2 }, reason: "a test" },
};

it.each(named.filter(([, operation]) => operation.params !== null))(
  "`%s` refuses a tenant that is not there",
  async (_id, operation) => {
    await createWorld();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = operation.body.kind === "none" ? {} : { json: BODIES[operation.id] ?? {} };
    for (const tenant_id of ["ten_00000000000000000000", "x", "%00", "ten_%2e%2e"]) {
      const answer = await send(targetOf(operation, { tenant_id }), {
        ...body,
        key: OPERATOR_TOKEN,
        headers,
      });
      expectRefusal(answer, 404, "directory.not_found");
    }
  },
);
