// When an endpoint is given up, who is told, and how it goes on.

import { describe, expect, it } from "vitest";
import { setTier, sql, typesOf } from "../../support/deliveries.ts";
import { auditOf, bucketOf } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { createWorld, sendTo } from "../../support/world.ts";

describe("an endpoint is disabled", () => {
  const ADMIN = { name: "Ada", email: "ada@customer.test", roles: ["admin"] };

  it("by 410: nothing more is sent, another endpoint and the admins are told, what waits stays", async () => {
    const world = await createWorld();
    const [gone, listening] = [createReceiver("410", "200"), createReceiver()];
    const { id, path } = await createEndpoint(world, gone.url, {
      name: "billing",
      event_types: ["tenant.*"],
    });
    await createEndpoint(world, listening.url, { event_types: ["endpoint.disabled"] });
    await sendTo(world, "PUT /v1/users/ada", { json: ADMIN });
    await setTier(world, "enterprise");
    await deliver(world);
    await setTier(world, "standard");
    await deliver(world);
    expect(await gone.got()).toHaveLength(1);
    expect((await sendTo(world, `GET ${path}`)).json).toMatchObject({
      status: "disabled",
      disabled_reason: "gone",
    });
    expect((await listening.got()).map(({ json }) => json.data)).toMatchObject([
      { endpoint_id: id, name: "billing", reason: "gone" },
    ]);
    expect(
      (await auditOf(world.tenant)).filter(({ action }) => action === "webhooks:disable_endpoint"),
    ).toMatchObject([{ actor: { kind: "system", id: "webhooks" }, resource: `webhook:${id}` }]);
    const bucket = bucketOf(world.tenant);
    const { keys } = await bucket.list({ prefix: `tenants/${world.tenant.id}/mail/` });
    const mail = await bucket.get(keys[0] ?? "");
    expect(JSON.parse(new TextDecoder().decode(await mail?.arrayBuffer()))).toMatchObject({
      to: ["ada@customer.test"],
      subject: 'Webhook endpoint "billing" is disabled',
    });
    expect(await sql(world, "SELECT * FROM mails")).toEqual([]);
    await sendTo(world, `PATCH ${path}`, { json: { status: "active" } });
    await deliver(world);
    expect(typesOf(await gone.got())).toEqual(Array.from({ length: 3 }, () => "tenant.tier_changed"));
  });

  it("after days of failing", async () => {
    const world = await createWorld();
    const receiver = createReceiver("500");
    const { path } = await createEndpoint(world, receiver.url);
    const since = Date.now() - 6 * 86_400_000;
    await sql(
      world,
      "UPDATE webhook_endpoints SET health = json_set(health, '$.failures', 4, '$.failingSinceMs', ?)",
      since,
    );
    await setTier(world, "enterprise");
    await deliver(world);
    expect((await sendTo(world, `GET ${path}`)).json).toMatchObject({
      status: "disabled",
      disabled_reason: "failing",
    });
  });

  it("of strict order when its head is given up: nothing overtakes it, and enabled it begins with it", async () => {
    const world = await createWorld();
    const receiver = createReceiver("500", "200");
    const { path } = await createEndpoint(world, receiver.url, {
      order: "strict",
      event_types: ["tenant.*"],
    });
    await sql(world, "UPDATE webhook_endpoints SET status = 'paused'");
    await setTier(world, "enterprise");
    await setTier(world, "standard");
    await sql(world, "UPDATE webhook_deliveries SET attempts = 9 WHERE place % 2 = 1");
    await sql(world, "UPDATE webhook_endpoints SET status = 'active'");
    await deliver(world);
    await deliver(world);
    expect(await receiver.got()).toHaveLength(1);
    expect((await sendTo(world, `GET ${path}`)).json).toMatchObject({
      status: "disabled",
      disabled_reason: "head_exhausted",
    });
    await sendTo(world, `PATCH ${path}`, { json: { status: "active" } });
    await deliver(world);
    expect((await receiver.got()).map(({ headers }) => headers["x-traceo-sequence"])).toEqual([
      "1",
      "1",
      "2",
    ]);
  });
});
