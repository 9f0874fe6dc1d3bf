// What is sent: the envelopes as their standards print them, and the whole request of an attempt.

import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { composeRequest, MOST_BODY_BYTES } from "../../../src/webhooks/compose-request.ts";
import { endpointSchema, type Endpoint } from "../../../src/webhooks/endpoint.ts";
import { envelop, standardEnvelope } from "../../../src/webhooks/envelope.ts";
import type { WebhookEvent } from "../../../src/webhooks/event.ts";

const EVENT: WebhookEvent = {
  id: "evt_06fj2x9q0r4t8w1y5zab",
  type: "tenant.tier_changed",
  atMs: Date.parse("2026-11-23T14:00:00.123Z"),
  data: { from: "standard", to: "enterprise" },
  tenantId: "ten_06fj2x9q0r4t8w1y5zab",
  key: "tier",
  sequence: 7,
};
const ATTRIBUTES = {
  specversion: "1.0",
  id: "evt_06fj2x9q0r4t8w1y5zab",
  source: "/tenants/ten_06fj2x9q0r4t8w1y5zab",
  type: "tenant.tier_changed",
  time: "2026-11-23T14:00:00.123Z",
  subject: "tier",
  partitionkey: "tier",
  sequence: "7",
  dataclass: "operational",
  dataversion: "1",
};

test("the standard envelope has a type, the instant of the event and its data, and nothing else", () => {
  const { headers, body } = envelop(EVENT, "standard");
  expect(headers).toEqual({ "content-type": "application/json" });
  expect(JSON.parse(body)).toEqual({
    type: "tenant.tier_changed",
    timestamp: "2026-11-23T14:00:00.123Z",
    data: EVENT.data,
  });
  expect(JSON.parse(body)).toEqual(standardEnvelope(EVENT));
});

test("a structured CloudEvent has its attributes and its data in the body", () => {
  const { headers, body } = envelop(EVENT, "cloudevents_structured");
  expect(headers).toEqual({ "content-type": "application/cloudevents+json; charset=utf-8" });
  expect(JSON.parse(body)).toEqual({ ...ATTRIBUTES, datacontenttype: "application/json", data: EVENT.data });
});

test("a binary CloudEvent has its attributes in headers and its data alone in the body", () => {
  const { headers, body } = envelop(EVENT, "cloudevents_binary");
  const named = Object.entries(ATTRIBUTES).map(([name, text]) => [`ce-${name}`, text]);
  expect(headers).toEqual({ "content-type": "application/json", ...Object.fromEntries(named) });
  expect(JSON.parse(body)).toEqual(EVENT.data);
});

test("names of attributes are those that CloudEvents allows", () => {
  for (const name of Object.keys(ATTRIBUTES)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
});

test("a header carries any key by percent-encoding, as the HTTP binding says", () => {
  const key = 'Zoë "50%"\r\n☂ \ud800';
  const { headers } = envelop({ ...EVENT, key }, "cloudevents_binary");
  expect(headers["ce-subject"]).toBe("Zo%C3%AB%20%2250%25%22%0D%0A%E2%98%82%20%EF%BF%BD");
});

test("an event without a key says nothing of a subject", () => {
  const { sequence: _, ...rest } = EVENT;
  const body = JSON.parse(envelop({ ...rest, key: null }, "cloudevents_structured").body);
  expect([body.subject, body.partitionkey, body.sequence]).toEqual([undefined, undefined, undefined]);
});

const SECRET = `whsec_${btoa("a secret of thirty-two bytes ....")}`;
const NOW_MS = Date.now();

const endpointOf = (changes: object): Endpoint =>
  endpointSchema.parse({
    name: "n",
    url: "https://hooks.acme.com/in",
    event_types: ["*"],
    country: "DE",
    importer: "Acme",
    ...changes,
  });

const compose = (endpoint: Endpoint, event = EVENT) =>
  composeRequest({
    endpoint,
    event,
    messageId: "msg_06fj2x9q0r4t8w1y5zab",
    sequence: 7,
    attempt: 2,
    nowMs: NOW_MS,
    secrets: { secret_headers: { Authorization: "Bearer abc" } },
    keys: [SECRET],
  });

test("a request says who it is, which attempt, and is signed over its very bytes", async () => {
  const request = await compose(endpointOf({ headers: { "X-Env": "prod" } }));
  if (!request.ok) throw new Error(request.fault.code);
  const { method, url, headers, body } = request.value;
  expect([method, url]).toEqual(["POST", "https://hooks.acme.com/in"]);
  const { "webhook-signature": signature, ...rest } = headers;
  expect(rest).toEqual({
    authorization: "Bearer abc",
    "content-type": "application/json",
    "user-agent": "Traceo-Webhooks/1.0",
    "webhook-id": "msg_06fj2x9q0r4t8w1y5zab",
    "webhook-timestamp": String(Math.floor(NOW_MS / 1_000)),
    "x-env": "prod",
    "x-idempotency-key": "msg_06fj2x9q0r4t8w1y5zab",
    "x-traceo-attempt": "2",
    "x-traceo-event": EVENT.id,
    "x-traceo-sequence": "7",
  });
  expect(signature).toMatch(/^v1,/);
  expect(new Webhook(SECRET).verify(String(body), headers)).toEqual(standardEnvelope(EVENT));
});

test("a transformation makes the data of the envelope, or the whole body", async () => {
  const template = { plan: { $path: "/data/to" }, of: { $path: "/type" } };
  const bodies: unknown[] = [];
  for (const target of ["data", "body"]) {
    const request = await compose(
      endpointOf({ transformation: { target, template }, envelope: "cloudevents_structured" }),
    );
    if (request.ok) bodies.push(JSON.parse(String(request.value.body)));
  }
  const data = { plan: "enterprise", of: "tenant.tier_changed" };
  expect(bodies).toEqual([{ ...ATTRIBUTES, datacontenttype: "application/json", data }, data]);
});

test("a body that is too large is refused and not sent", async () => {
  const endpoint = endpointOf({
    transformation: {
      target: "body",
      template: { a: { $path: "/data" }, b: { $path: "/data" }, c: { $path: "/data" } },
    },
  });
  const event: WebhookEvent = { ...EVENT, data: { from: "x".repeat(60_000) } };
  const request = await compose(endpoint, event);
  expect(request).toMatchObject({ ok: false, fault: { code: "webhooks.payload_refused" } });
  expect(MOST_BODY_BYTES).toBeLessThan(180_000);
});
