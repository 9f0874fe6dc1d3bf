// Deliveries and events over HTTP: listed by status in pages, seen with their attempts, sent again.

import { expect, it } from "vitest";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { sqlIn, tenantStub } from "../../support/objects.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

async function makeKeys(world: World, count: number): Promise<void> {
  for (let made = 0; made < count; made++) await makeKey(world, { roles: ["viewer"] });
}

it("deliveries are listed the newest first, in pages, and by status", async () => {
  const world = await createWorld();
  const receiver = createReceiver();
  const { path } = await createEndpoint(world, receiver.url, { event_types: ["key.*"] });
  await makeKeys(world, 3);
  await deliver(world);
  await sqlIn(tenantStub(world.tenant), "UPDATE webhook_deliveries SET state = 'dead' WHERE place % 3 = 0");
  const sequencesOf = async (query: string) => {
    const page = await sendTo(world, `GET ${path}/deliveries?${query}`);
    const data = page.json.data as { sequence: number }[];
    return { sequences: data.map(({ sequence }) => sequence), next: page.json.next_cursor as string | null };
  };
  const first = await sequencesOf("limit=2");
  expect(first.sequences).toEqual([3, 2]);
  expect(await sequencesOf(`limit=2&cursor=${first.next}`)).toEqual({ sequences: [1], next: null });
  expect((await sequencesOf("status=delivered")).sequences.length).toBe(2);
  expect((await sequencesOf("status=dead")).sequences.length).toBe(1);
  expect((await sequencesOf("status=pending")).sequences).toEqual([]);
  expectRefusal(await sendTo(world, `GET ${path}/deliveries?status=gone`), 400, "request.invalid");
  expectRefusal(await sendTo(world, `GET ${path}/deliveries?cursor=xx`), 400, "request.cursor_invalid");
});

it("a delivery is told with its event, what was sent and what came back, and when it is tried again", async () => {
  const world = await createWorld();
  const receiver = createReceiver("500", "200");
  const { path } = await createEndpoint(world, receiver.url, { event_types: ["key.*"] });
  const key = await makeKey(world, { roles: ["viewer"], name: "collector" });
  await deliver(world);
  const told = (await sendTo(world, `GET ${path}/deliveries/1`)).json;
  expect(told).toMatchObject({
    sequence: 1,
    status: "pending",
    attempts: 1,
    event: { type: "key.created", data: { key_id: key.id, name: "collector", roles: ["viewer"] } },
    log: [
      {
        attempt: 1,
        outcome: "failed",
        reason: "status_500",
        request: { method: "POST", headers: { "webhook-id": told.message_id } },
        response: { status: 500, body: "answer 500" },
        next_attempt_at: told.next_attempt_at,
      },
    ],
  });
  expectRefusal(await sendTo(world, `GET ${path}/deliveries/2`), 404, "webhooks.not_found");
  expectRefusal(await sendTo(world, `GET ${path}/deliveries/one`), 400, "request.invalid");
});

it("one delivery, all since an instant, and all that were given up are sent again with the same ids", async () => {
  const world = await createWorld();
  const receiver = createReceiver();
  const { path } = await createEndpoint(world, receiver.url, { event_types: ["key.*"] });
  await makeKeys(world, 2);
  await deliver(world);
  expect((await sendTo(world, `POST ${path}/deliveries/1/replay`)).json).toEqual({ replayed: 1 });
  await deliver(world);
  const json = { since: "2026-01-01T00:00:00Z" };
  expect((await sendTo(world, `POST ${path}/replay`, { json })).json).toEqual({ replayed: 2 });
  await deliver(world);
  const later = { since: "2999-01-01T00:00:00Z" };
  expect((await sendTo(world, `POST ${path}/replay`, { json: later })).json).toEqual({ replayed: 0 });
  expect((await sendTo(world, `POST ${path}/recover`)).json).toEqual({ replayed: 0 });
  const got = await receiver.got();
  expect(got.map(({ headers }) => headers["x-traceo-sequence"] ?? "").sort()).toEqual([
    "1",
    "1",
    "1",
    "2",
    "2",
  ]);
  expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(2);
  expectRefusal(await sendTo(world, `POST ${path}/deliveries/9/replay`), 404, "webhooks.not_found");
  expectRefusal(
    await sendTo(world, `POST ${path}/replay`, { json: { since: "soon" } }),
    400,
    "request.invalid",
  );
});

it("a delivery that is being sent is not begun anew beside itself", async () => {
  const world = await createWorld();
  const receiver = createReceiver("hold");
  const { path } = await createEndpoint(world, receiver.url, { event_types: ["key.*"] });
  await makeKeys(world, 1);
  await expect.poll(() => receiver.got()).toHaveLength(1);
  expectRefusal(await sendTo(world, `POST ${path}/deliveries/1/replay`), 409, "webhooks.in_flight");
  await receiver.release();
  await deliver(world);
  expect(await receiver.got()).toHaveLength(1);
});

it("a test event goes to its endpoint only, whatever types that asks for", async () => {
  const world = await createWorld();
  const [tested, other] = [createReceiver(), createReceiver()];
  const { id, path } = await createEndpoint(world, tested.url, { event_types: ["alert.firing"] });
  await createEndpoint(world, other.url);
  const answer = await sendTo(world, `POST ${path}/test`);
  expect([answer.status, answer.json.sequence]).toEqual([202, 1]);
  await deliver(world);
  expect((await tested.got()).map(({ json }) => [json.type, json.data.endpoint_id])).toEqual([
    ["endpoint.test", id],
  ]);
  expect(await other.got()).toEqual([]);
});

it("the feed of events is read in pages and by type, by who may", async () => {
  const world = await createWorld();
  await createEndpoint(world, createReceiver().url, { event_types: ["alert.firing"] });
  await makeKeys(world, 2);
  const first = await sendTo(world, "GET /v1/events?limit=1");
  expect(first.json.data).toMatchObject([{ seq: 2, type: "key.created" }]);
  const second = await sendTo(world, `GET /v1/events?limit=1&cursor=${first.json.next_cursor}`);
  expect([second.json.data[0].seq, second.json.next_cursor]).toEqual([1, null]);
  expect((await sendTo(world, "GET /v1/events?type=key.revoked")).json.data).toEqual([]);
  expectRefusal(await sendTo(world, "GET /v1/events?type=no.such"), 400, "request.invalid");
  expectRefusal(await sendTo(world, "GET /v1/events", { key: world.engineer }), 403, "policy.denied");
});
