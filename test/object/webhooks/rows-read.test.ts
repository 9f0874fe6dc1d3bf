// What an event costs in rows read, from its commit to the end of its delivery: the same whatever was delivered before it and
// whatever waits to be tried again, and a few more for each endpoint of the tenant.

import { expect, it } from "vitest";
import { setTier, sql } from "../../support/deliveries.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { rowsReadBy } from "../../support/rows-read.ts";
import { createWorld, type World } from "../../support/world.ts";

const WAITING = 3_000;
const HOUR_MS = 3_600_000;

/** Of one change of the tier that one endpoint is told of. */
const rowsOf = async (world: World): Promise<number> =>
  rowsReadBy(world, async () => {
    await setTier(world, "enterprise");
    await deliver(world);
  });

async function worldWith(receiver: { readonly url: string }, order: "none" | "strict" = "none") {
  const world = await createWorld();
  await createEndpoint(world, receiver.url, { event_types: ["tenant.*"], order });
  // What is done once in an object's life, such as the first row of its usage.
  await setTier(world, "standard");
  await deliver(world);
  return world;
}

/** Deliveries of the endpoint with that number, in front of all others. */
async function addDeliveries(
  world: World,
  state: "pending" | "delivered",
  endpointNo: number,
): Promise<void> {
  const [attempts, nextAtMs] = state === "pending" ? [1, Date.now() + HOUR_MS] : [1, null];
  await sql(world, "UPDATE webhook_deliveries SET place = place + ?", WAITING);
  await sql(
    world,
    `WITH RECURSIVE made (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < ?)
      INSERT INTO webhook_deliveries
        (place, message_id, event_seq, state, attempts, next_at_ms, fence, lease_until_ms, created_at_ms, log)
      SELECT ? * 68719476736 + n, 'msg_' || n, 1, ?, ?, ?, 1, 0, 1, '[]' FROM made`,
    WAITING,
    endpointNo,
    state,
    attempts,
    nextAtMs,
  );
}

it("an event reads as many rows beside thousands of deliveries as beside none", async () => {
  const receiver = createReceiver();
  const alone = await rowsOf(await worldWith(receiver));
  for (const state of ["pending", "delivered"] as const) {
    const beside = await worldWith(receiver);
    await addDeliveries(beside, state, 1);
    expect(await rowsOf(beside)).toBeLessThanOrEqual(alone + 4);
  }
  expect(await receiver.got()).toHaveLength(6);
});

it("what waits for another endpoint that rests or is tried again costs a row or two", async () => {
  const receiver = createReceiver();
  const alone = await rowsOf(await worldWith(receiver));
  for (const health of ["{}", `{"failures":9,"restUntilMs":${Date.now() + HOUR_MS}}`]) {
    const world = await worldWith(receiver);
    await createEndpoint(world, receiver.url, { event_types: ["alert.firing"] });
    await addDeliveries(world, "pending", 2);
    await sql(world, "UPDATE webhook_endpoints SET health = json_patch(health, ?) WHERE no = 2", health);
    expect(await rowsOf(world)).toBeLessThanOrEqual(alone + 32);
  }
});

it("each further endpoint costs a row or two for every look at all of them", async () => {
  const receiver = createReceiver();
  const world = await worldWith(receiver);
  const alone = await rowsOf(world);
  for (let more = 0; more < 10; more++)
    await createEndpoint(world, receiver.url, { name: `further ${more}`, event_types: ["alert.firing"] });
  await setTier(world, "standard");
  await deliver(world);
  expect(await rowsOf(world)).toBeLessThanOrEqual(alone + 10 * 12);
});
