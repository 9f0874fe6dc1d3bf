// What waits for an endpoint goes along when the tenant changes jurisdiction, and is sent from there; what leaves with an
// offboarding holds no secret.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { Tenant } from "../../../src/directory/index.ts";
import { sendAsOperator } from "../../support/client.ts";
import { sqlIn, tenantApi, tenantStub } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

const BASIS = {
  scc: [
    {
      importer: "Traceo Inc.",
      country: "US",
      module: "controller_to_processor",
      signed_on: "2026-01-01",
      expires_on: null,
    },
  ],
  sub_processors: [{ country: "US", name: "Traceo Inc.", approved_on: "2026-01-01" }],
};

it("deliveries that wait go along to another jurisdiction, with ids, numbers and secrets", async () => {
  const world = await createWorld();
  const { tenant } = world;
  await sendTo(world, "PUT /v1/residency/transfer-basis", { json: BASIS });
  const receiver = createReceiver("503", "200");
  const { path } = await createEndpoint(world, receiver.url, { country: "US", event_types: ["key.created"] });
  await makeKey(world, { roles: ["viewer"] });
  await deliver(world);
  const waiting = (await sendTo(world, `GET ${path}/deliveries`)).json.data;
  expect(waiting).toMatchObject([{ sequence: 1, status: "pending", attempts: 1 }]);
  // Where no mail is bound it is kept as a file.
  const mail = `tenants/${tenant.id}/mail/0000000001.json`;
  await env.CELL_EU_BUCKET.put(mail, "{}");
  const moves = `/operator/v1/tenants/${tenant.id}/moves`;
  const json = { to: { jurisdiction: "us", pool: 0 }, reason: "a test" };
  const begun = await sendAsOperator(`POST ${moves}`, { json });
  await runDurableObjectAlarm(tenantStub(tenant));
  const moved = (await sendAsOperator(`GET /operator/v1/tenants/${tenant.id}`)).json as Tenant;
  expect([begun.status, moved.jurisdiction]).toEqual([202, "us"]);
  expect(await (await env.CELL_US_BUCKET.get(mail))?.text()).toBe("{}");
  // Nobody sends from the place that was left.
  await sqlIn(tenantStub(tenant), "UPDATE webhook_deliveries SET next_at_ms = 1");
  await tenantApi(tenant).deliverWebhooks();
  expect(await receiver.got()).toHaveLength(1);
  expect((await sendTo(world, `GET ${path}/deliveries`)).json.data).toMatchObject([
    { message_id: waiting[0].message_id, sequence: 1, status: "pending" },
  ]);
  await sqlIn(tenantStub(moved), "UPDATE webhook_deliveries SET next_at_ms = 1");
  await sqlIn(
    tenantStub(moved),
    "UPDATE webhook_endpoints SET health = json_set(health, '$.restUntilMs', null)",
  );
  await tenantApi(moved).deliverWebhooks();
  const [first, again] = await receiver.got();
  expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(again?.headers["x-traceo-attempt"]).toBe("2");
});
