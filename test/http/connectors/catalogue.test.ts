// The catalogue of connectors as a tenant sees it: everything that is needed to write a form for one, and no secret's value.

import { expect, it } from "vitest";
import { CONNECTORS } from "../../../src/connectors/index.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo } from "../../support/world.ts";

it("lists every connector with its settings, its credentials and its vendor's limits", async () => {
  const world = await createWorld();
  const { status, json } = await sendTo(world, "GET /v1/connectors");
  expect(status).toBe(200);
  const listed = json.data as { id: string; credentials: string[]; settings: { properties: object } }[];
  expect(listed.map(({ id }) => id)).toEqual(CONNECTORS.map(({ id }) => id));
  for (const { credentials, settings } of listed) {
    expect(Object.keys(settings.properties)).toEqual(expect.arrayContaining(credentials));
  }
});

it("shows one connector", async () => {
  const world = await createWorld();
  const { status, json } = await sendTo(world, "GET /v1/connectors/pagerduty");
  expect(status).toBe(200);
  expect(json).toMatchObject({
    id: "pagerduty",
    kind: "incidents",
    auth: "body",
    credentials: ["routing_key"],
    limits: { body_bytes: 512_000, requests_per_minute: 120 },
    settings: { type: "object", required: ["routing_key"], additionalProperties: false },
  });
});

it("refuses one that is not there, and whoever may not see connectors", async () => {
  const world = await createWorld();
  expectRefusal(await sendTo(world, "GET /v1/connectors/teletext"), 404, "connectors.not_found");
  expectRefusal(await sendTo(world, "GET /v1/connectors/toString"), 404, "connectors.not_found");
  for (const target of ["GET /v1/connectors", "GET /v1/connectors/slack"]) {
    expectRefusal(await sendTo(world, target, { key: world.viewer }), 403, "policy.denied");
  }
});
