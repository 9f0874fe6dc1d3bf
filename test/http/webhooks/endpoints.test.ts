// Webhook endpoints over HTTP: made, seen, changed, paused, taken away; and what is refused.

import { describe, expect, it } from "vitest";
import { EVENT_TYPE_NAMES } from "../../../src/webhooks/index.ts";
import { auditOf, sqlIn, tenantStub } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const ENDPOINTS = "/v1/webhooks/endpoints";
const WANTED = {
  name: "billing",
  url: "https://hooks.customer.net/traceo",
  event_types: ["key.*"],
  country: "DE",
  importer: "Example GmbH",
};

const SLACK_URL = "https://hooks.slack.com/services/T00000000/B00000000/xxxxxxxxxxxxxxxxxxxxxxxx";
const LEAF = { path: "/data/from", operator: "equals", value: "x" };
const THIRTY_LEAVES = Array.from({ length: 30 }, () => LEAF);

const countOf = async ({ tenant }: World, table: string): Promise<number> =>
  (await sqlIn(tenantStub(tenant), `SELECT count(*) AS n FROM ${table}`))[0]?.["n"] as number;

describe("making an endpoint", () => {
  it("succeeds with defaults, and tells its secret once", async () => {
    const world = await createWorld();
    const made = await sendTo(world, `POST ${ENDPOINTS}`, { json: WANTED });
    expect([made.status, made.headers.get("etag")]).toEqual([201, '"1"']);
    expect(made.json.endpoint).toMatchObject({
      ...WANTED,
      status: "active",
      order: "none",
      concurrency: 4,
      envelope: "standard",
      signatures: ["v1"],
    });
    expect(made.json.keys).toEqual([
      { scheme: "v1", secret: expect.stringMatching(/^whsec_/), public_key: null },
    ]);
    const seen = await sendTo(world, `GET ${ENDPOINTS}/${made.json.endpoint.id}`);
    expect([seen.json, seen.headers.get("etag")]).toEqual([made.json.endpoint, '"1"']);
    expect((await sendTo(world, `GET ${ENDPOINTS}`)).json.data).toEqual([made.json.endpoint]);
  });

  it("succeeds once with an idempotency key; the repeated reply has no secret", async () => {
    const world = await createWorld();
    const ask = { json: WANTED, headers: { "idempotency-key": "one" } };
    const first = await sendTo(world, `POST ${ENDPOINTS}`, ask);
    const second = await sendTo(world, `POST ${ENDPOINTS}`, ask);
    expect(second).toMatchObject({ status: 201, json: { endpoint: first.json.endpoint, keys: [] } });
    expect(await countOf(world, "webhook_endpoints")).toBe(1);
  });

  it("succeeds with a connector, whose credentials are kept sealed", async () => {
    const world = await createWorld();
    const json = {
      ...WANTED,
      url: null,
      connector: { id: "slack" },
      credentials: { webhook_url: SLACK_URL },
    };
    const made = await sendTo(world, `POST ${ENDPOINTS}`, { json });
    expect([made.status, made.json.endpoint?.credential_names]).toEqual([201, ["webhook_url"]]);
    expect(made.text).not.toContain("B00000000");
    const [row] = await sqlIn(tenantStub(world.tenant), "SELECT document, secrets FROM webhook_endpoints");
    expect(JSON.stringify(row)).not.toContain("B00000000");
  });

  it.each([
    ["an address of the machine", { url: "http://127.0.0.1/" }, 422, "webhooks.address_refused", "/url"],
    ["a metadata service", { url: "http://169.254.169.254/latest" }, 422, "webhooks.address_refused", "/url"],
    ["the gateway itself", { url: "https://a.localhost/" }, 422, "webhooks.address_refused", "/url"],
    ["no address", { url: null }, 400, "request.invalid", "/url"],
    ["an unknown type", { event_types: ["key.*", "no.such"] }, 400, "request.invalid", "/event_types/1"],
    ["a country that is none", { country: "ZZZ" }, 400, "request.invalid", "/country"],
    ["our own header", { headers: { "webhook-id": "x" } }, 400, "request.invalid", "/headers/webhook-id"],
    [
      "a credential that would be shown",
      { headers: { cookie: "x" } },
      400,
      "request.invalid",
      "/headers/cookie",
    ],
    ["a field that is none", { colour: "red" }, 400, "request.invalid", "/colour"],
    [
      "a connector that is none",
      { url: null, connector: { id: "none" } },
      400,
      "request.invalid",
      "/connector/id",
    ],
    ["a condition that is none", { condition: { path: "x" } }, 400, "request.invalid", "/condition/path"],
    [
      "a condition of too many leaves",
      { condition: { any: [{ all: THIRTY_LEAVES }, { all: THIRTY_LEAVES }] } },
      400,
      "request.invalid",
      "/condition/any/1/all/20",
    ],
    [
      "a pattern that would take long",
      { condition: { path: "/data/from", operator: "matches", value: "(a{1,99}){1,99}" } },
      400,
      "request.invalid",
      "/condition/value",
    ],
    [
      "both an address and a connector",
      { connector: { id: "slack" }, credentials: { webhook_url: SLACK_URL } },
      400,
      "request.invalid",
      "/url",
    ],
    [
      "a line break in a header",
      { headers: { "x-a": "b\r\nx-c: d" } },
      400,
      "request.invalid",
      "/headers/x-a",
    ],
  ] as const)("refuses %s", async (_what, changes, status, code, pointer) => {
    const world = await createWorld();
    const answer = await sendTo(world, `POST ${ENDPOINTS}`, { json: { ...WANTED, ...changes } });
    expectRefusal(answer, status, code);
    expect(answer.json.violations.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    expect(await countOf(world, "webhook_endpoints")).toBe(0);
  });

  it("refuses what the transfer rules refuse, and leaves an entry with the rule", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, `POST ${ENDPOINTS}`, { json: { ...WANTED, country: "US" } });
    expectRefusal(answer, 403, "residency.transfer_refused");
    expect((await auditOf(world.tenant)).at(-1)).toMatchObject({
      action: "webhooks:manage",
      outcome: "denied",
      detail: { data_class: "identity", rule: "basis_missing" },
    });
    expect(await countOf(world, "webhook_endpoints")).toBe(0);
  });

  it("refuses more than 50", async () => {
    const world = await createWorld();
    await createEndpoint(world, "https://hooks.customer.net/");
    await sqlIn(
      tenantStub(world.tenant),
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 49)
        INSERT INTO webhook_endpoints (id, version, document, secrets, status, health, created_at_ms, updated_at_ms)
        SELECT 'ep_' || i, 1, document, secrets, 'paused', health, 0, 0 FROM n, (SELECT * FROM webhook_endpoints)`,
    );
    expectRefusal(await sendTo(world, `POST ${ENDPOINTS}`, { json: WANTED }), 409, "webhooks.too_many");
  });
});

it("a document that is too large, and a condition deeper than any reader, are refused before they are read", async () => {
  const world = await createWorld();
  const large = { ...WANTED, transformation: { target: "body", template: "x".repeat(140_000) } };
  expectRefusal(await sendTo(world, `POST ${ENDPOINTS}`, { json: large }), 413, "request.too_large");
  const deep = `${'{"not":'.repeat(5_000)}${JSON.stringify(LEAF)}${"}".repeat(5_000)}`;
  const body = `${JSON.stringify(WANTED).slice(0, -1)},"condition":${deep}}`;
  const headers = { "content-type": "application/json" };
  expectRefusal(await sendTo(world, `POST ${ENDPOINTS}`, { body, headers }), 400, "request.malformed");
});

describe("changing an endpoint", () => {
  it("succeeds for the version that `If-Match` names, and is refused for another", async () => {
    const world = await createWorld();
    const { path } = await createEndpoint(world, "https://hooks.customer.net/");
    const change = async (version: string, json: object) =>
      sendTo(world, `PATCH ${path}`, { json, headers: { "if-match": version } });
    const changed = await change('"1"', { name: "other", order: "strict" });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(changed.json).toMatchObject({
      endpoint: { name: "other", order: "strict", version: 2 },
      keys: [],
    });
    expectRefusal(await change('"1"', { name: "third" }), 409, "webhooks.version_conflict");
    expectRefusal(await change("seven", { name: "third" }), 400, "request.invalid");
    expect((await sendTo(world, `GET ${path}`)).json.name).toBe("other");
  });

  it("that is paused keeps what comes in, and sends it when it is active again", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    const { path } = await createEndpoint(world, receiver.url, { event_types: ["key.*"] });
    expect((await sendTo(world, `PATCH ${path}`, { json: { status: "paused" } })).status).toBe(200);
    await makeKey(world, { roles: ["viewer"] });
    await deliver(world);
    expect(await receiver.got()).toEqual([]);
    await sendTo(world, `PATCH ${path}`, { json: { status: "active" } });
    await deliver(world);
    expect((await receiver.got()).map(({ json }) => json.type)).toEqual(["key.created"]);
  });

  it.each([
    ["to an address that is refused", { url: "https://10.0.0.1/" }, 422, "webhooks.address_refused"],
    ["to a state that is ours to set", { status: "disabled" }, 400, "request.invalid"],
    ["to a place where its types may not go", { country: "US" }, 403, "residency.transfer_refused"],
    ["to nothing to send to", { url: null }, 400, "request.invalid"],
  ] as const)("is refused %s, and changes nothing", async (_what, json, status, code) => {
    const world = await createWorld();
    const { path } = await createEndpoint(world, "https://hooks.customer.net/", { event_types: ["key.*"] });
    const before = (await sendTo(world, `GET ${path}`)).json;
    expectRefusal(await sendTo(world, `PATCH ${path}`, { json }), status, code);
    expect((await sendTo(world, `GET ${path}`)).json).toEqual(before);
  });

  it("from a connector to an address takes the credentials away, and from one connector to another asks for its own", async () => {
    const world = await createWorld();
    const slack = { connector: { id: "slack" }, credentials: { webhook_url: SLACK_URL } };
    const made = await sendTo(world, `POST ${ENDPOINTS}`, { json: { ...WANTED, url: null, ...slack } });
    const path = `${ENDPOINTS}/${made.json.endpoint.id}`;
    const other = await sendTo(world, `PATCH ${path}`, { json: { connector: { id: "discord" } } });
    expectRefusal(other, 400, "request.invalid");
    expect(other.json.violations[0].pointer).toMatch(/^\/credentials\//);
    const json = { connector: null, url: WANTED.url };
    expect((await sendTo(world, `PATCH ${path}`, { json })).json.endpoint).toMatchObject({
      url: WANTED.url,
      connector: null,
      credential_names: [],
    });
    const stray = await sendTo(world, `PATCH ${path}`, { json: { credentials: { webhook_url: SLACK_URL } } });
    expectRefusal(stray, 400, "request.invalid");
    expect(stray.json.violations[0].pointer).toBe("/credentials");
  });

  it("keeps a connector's credentials where only its settings change", async () => {
    const world = await createWorld();
    const connector = { id: "telegram", settings: { chat_id: "-1001234567890" } };
    const credentials = { bot_token: `123456:${"A".repeat(35)}` };
    const made = await sendTo(world, `POST ${ENDPOINTS}`, {
      json: { ...WANTED, url: null, connector, credentials },
    });
    expect(made.status).toBe(201);
    const json = { connector: { ...connector, settings: { chat_id: "-1009876543210" } } };
    const changed = await sendTo(world, `PATCH ${ENDPOINTS}/${made.json.endpoint.id}`, { json });
    expect([changed.status, changed.json.endpoint?.credential_names]).toEqual([200, ["bot_token"]]);
  });

  it("is refused where a header would be there twice, once shown and once sealed", async () => {
    const world = await createWorld();
    const { path } = await createEndpoint(world, WANTED.url, { headers: { "x-team": "checkout" } });
    const answer = await sendTo(world, `PATCH ${path}`, { json: { secret_headers: { "X-Team": "sealed" } } });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations[0].pointer).toBe("/secret_headers/X-Team");
  });

  it("away is refused for a version that is not in force", async () => {
    const world = await createWorld();
    const { path } = await createEndpoint(world, WANTED.url);
    const away = async (version: string) =>
      sendTo(world, `DELETE ${path}`, { headers: { "if-match": version } });
    expectRefusal(await away('"2"'), 409, "webhooks.version_conflict");
    expectRefusal(await away('W/"1"'), 400, "request.invalid");
    expect((await away('"1"')).status).toBe(200);
  });

  it("of another tenant finds nothing", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const { path } = await createEndpoint(other, "https://hooks.customer.net/");
    for (const [target, json] of [
      [`GET ${path}`, undefined],
      [`PATCH ${path}`, { name: "mine" }],
      [`DELETE ${path}`, undefined],
      [`POST ${path}/test`, undefined],
      [`POST ${path}/rotate-secret`, {}],
      [`GET ${path}/deliveries`, undefined],
      [`POST ${path}/recover`, undefined],
    ] as const)
      expectRefusal(
        await sendTo(world, target, json === undefined ? {} : { json }),
        404,
        "webhooks.not_found",
      );
    expect((await sendTo(other, `GET ${path}`)).json.version).toBe(1);
  });

  it("away takes its deliveries and secrets along, and leaves the events", async () => {
    const world = await createWorld();
    const { path } = await createEndpoint(world, createReceiver().url);
    await makeKey(world, { roles: ["viewer"] });
    await deliver(world);
    expect(await countOf(world, "webhook_deliveries")).toBe(1);
    expect((await sendTo(world, `DELETE ${path}`)).status).toBe(200);
    expect([await countOf(world, "webhook_endpoints"), await countOf(world, "webhook_deliveries")]).toEqual([
      0, 0,
    ]);
    expect(await countOf(world, "webhook_events")).toBe(1);
    expectRefusal(await sendTo(world, `GET ${path}`), 404, "webhooks.not_found");
  });
});

it("the catalogue lists every type with its schema and an example", async () => {
  const world = await createWorld();
  const { data } = (await sendTo(world, "GET /v1/event-types")).json as {
    data: { type: string; example: unknown; is_emitted: boolean }[];
  };
  expect(data.map(({ type }) => type)).toEqual(EVENT_TYPE_NAMES);
  expect(data.filter(({ is_emitted }) => !is_emitted).map(({ type }) => type)).toEqual([
    "erasure.completed",
    "alert.firing",
    "alert.resolved",
  ]);
  for (const { example } of data) expect(example).not.toBeNull();
});
