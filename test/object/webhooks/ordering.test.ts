// In which order, how many at once and how fast deliveries of an endpoint are sent.

import { describe, expect, it } from "vitest";
import { createPace } from "../../../src/tenant/webhooks/pace.ts";
import { makeDue, setTier } from "../../support/deliveries.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

describe("order", () => {
  it("`none` sends as many at once as the endpoint allows, and no more", async () => {
    const world = await createWorld();
    const receiver = createReceiver("hold");
    await createEndpoint(world, receiver.url, { concurrency: 2, event_types: ["key.*"] });
    for (let keys = 0; keys < 4; keys++) await makeKey(world, { roles: ["viewer"] });
    const delivering = deliver(world);
    await expect.poll(() => receiver.got()).toHaveLength(2);
    await receiver.release();
    await delivering;
    const got = await receiver.got();
    expect([got.length, Math.max(...got.map(({ underWay }) => underWay))]).toEqual([4, 2]);
  });

  it("`per_key` sends one key's events one after the other, and keys beside each other", async () => {
    const world = await createWorld();
    const receiver = createReceiver("hold");
    await createEndpoint(world, receiver.url, { order: "per_key", event_types: ["key.*"] });
    const [first, second] = [
      await makeKey(world, { roles: ["viewer"] }),
      await makeKey(world, { roles: ["viewer"] }),
    ];
    await sendTo(world, `DELETE /v1/keys/${first.id}`);
    const delivering = deliver(world);
    await expect.poll(() => receiver.got()).toHaveLength(2);
    const told = async () => (await receiver.got()).map(({ json }) => `${json.type} ${json.data.key_id}`);
    expect((await told()).toSorted()).toEqual(
      [`key.created ${first.id}`, `key.created ${second.id}`].toSorted(),
    );
    await receiver.release();
    await delivering;
    expect((await told()).at(-1)).toBe(`key.revoked ${first.id}`);
  });

  it("`strict` sends nothing past a delivery that waits", async () => {
    const world = await createWorld();
    const receiver = createReceiver("500", "200");
    await createEndpoint(world, receiver.url, { order: "strict", event_types: ["tenant.*"] });
    await setTier(world, "enterprise");
    await deliver(world);
    await setTier(world, "standard");
    await deliver(world);
    expect(await receiver.got()).toHaveLength(1);
    await makeDue(world);
    await deliver(world);
    expect((await receiver.got()).map(({ headers }) => headers["x-traceo-sequence"])).toEqual([
      "1",
      "1",
      "2",
    ]);
  });

  it("an endpoint's rate lets so many start in any second", () => {
    const pace = createPace();
    expect(pace.take(5, 2, 1_000)).toEqual({ allowed: 2, waitMs: 1_000 });
    expect(pace.take(3, 2, 1_600)).toEqual({ allowed: 0, waitMs: 400 });
    expect(pace.take(3, 2, 2_000)).toEqual({ allowed: 2, waitMs: 1_000 });
    expect(pace.take(1, 2, 3_000)).toEqual({ allowed: 1, waitMs: null });
    expect(pace.take(100, null, 3_000)).toEqual({ allowed: 100, waitMs: null });
  });
});
