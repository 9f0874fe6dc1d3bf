// Grafana's JSON data source protocol over HTTP, on stored metrics: the bodies are those that its plugins send.

import { describe, expect, it } from "vitest";
import { EVENT_TYPE_NAMES } from "../../../src/webhooks/index.ts";
import type { Ask } from "../../support/client.ts";
import { auditOf } from "../../support/objects.ts";
import { pointersOf } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const MINUTE = 60_000;
const FROM = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);

interface Origin {
  readonly service: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly value: number;
}

const ORIGINS: readonly Origin[] = [
  { service: "shop", environment: { "deployment.environment.name": "production" }, value: 10 },
  { service: "shop", environment: { environment: "staging" }, value: 100 },
  { service: "pay", environment: { "deployment.environment": "production" }, value: 1_000 },
];

/** Two minutes of `requests` from each origin, a sample at the start of each. */
async function createShop(): Promise<World> {
  const world = await createWorld();
  const resourceMetrics = ORIGINS.map(({ service, environment, value }) => {
    const attributes = Object.entries({ "service.name": service, ...environment }).map(([key, text]) => ({
      key,
      value: { stringValue: text },
    }));
    const dataPoints = [0, 1].map((at) => ({
      timeUnixNano: nanos(FROM + at * MINUTE),
      asDouble: value + at,
    }));
    const metrics = [
      { name: "requests", gauge: { dataPoints } },
      { name: `${service}.only`, gauge: { dataPoints } },
    ];
    return { resource: { attributes }, scopeMetrics: [{ metrics }] };
  });
  const sent = await sendTo(world, "POST /v1/metrics", { json: { resourceMetrics } });
  expect(sent.status).toBe(200);
  return world;
}

const range = { from: new Date(FROM).toISOString(), to: new Date(FROM + 2 * MINUTE).toISOString() };

/** As Grafana 11 sends it, with what it says for itself. */
const panel = (target: object, rest: object = {}): Ask => ({
  json: {
    app: "dashboard",
    requestId: "Q100",
    timezone: "browser",
    panelId: 2,
    range: { ...range, raw: { from: "now-6h", to: "now" } },
    rangeRaw: { from: "now-6h", to: "now" },
    interval: "1m",
    intervalMs: MINUTE,
    maxDataPoints: 550,
    scopedVars: { __interval: { text: "1m", value: "1m" } },
    targets: [{ refId: "A", datasource: { type: "x", uid: "y" }, ...target }],
    ...rest,
  },
});

const query = async (world: World, target: object, rest: object = {}) =>
  sendTo(world, "POST /grafana/query", panel(target, rest));

describe("a Grafana data source", () => {
  it("tests its connection with the key as a bearer token or as a basic password, with and without the slash", async () => {
    const world = await createWorld();
    const basic = `Basic ${btoa(`key:${world.admin}`)}`;
    for (const path of ["/grafana", "/grafana/"]) {
      const asks: Ask[] = [{}, { key: null, headers: { authorization: basic } }];
      for (const ask of asks) {
        const answer = await sendTo(world, `GET ${path}`, ask);
        expect([answer.status, answer.json]).toEqual([200, { status: "ok" }]);
      }
    }
    expectRefusal(await sendTo(world, "GET /grafana", { key: null }), 401, "auth.missing");
    expectRefusal(await sendTo(world, "GET /grafana", { key: world.viewer }), 403, "policy.denied");
  });

  it("is answered refId, target and pairs of value and milliseconds, from what is stored", async () => {
    const world = await createShop();
    const answer = await query(world, { metric: "requests", aggregation: "sum" });
    expect([answer.status, answer.json]).toEqual([
      200,
      [
        {
          refId: "A",
          target: "requests",
          datapoints: [
            [1_110, FROM],
            [1_113, FROM + MINUTE],
          ],
        },
      ],
    ]);
    const told = (await auditOf(world.tenant)).filter(({ action }) => action === "metrics:read");
    expect(told.map(({ resource, outcome }) => [resource, outcome])).toEqual([
      ["telemetry:metrics", "allowed"],
    ]);
  });

  it("narrows by service, by environment under any of its names, and by ad hoc filters", async () => {
    const world = await createShop();
    const firstOf = async (target: object, rest?: object) =>
      (await query(world, { metric: "requests", aggregation: "sum", ...target }, rest)).json[0]
        .datapoints[0][0];
    expect(await firstOf({ service: "shop" })).toBe(110);
    expect(await firstOf({ environment: "production" })).toBe(1_010);
    expect(await firstOf({ service: ["shop"], environment: ["staging", "test"] })).toBe(100);
    const adhoc = (operator: string, value: object) => ({
      adhocFilters: [{ key: "service.name", operator, ...value }],
    });
    expect(await firstOf({}, adhoc("!=", { value: "shop" }))).toBe(1_000);
    expect(await firstOf({}, adhoc("=~", { value: "s.*" }))).toBe(110);
    expect(await firstOf({}, adhoc("=|", { values: ["pay", "shop"] }))).toBe(1_110);
  });

  it("takes targets as the JSON plugin's builder writes them, several at once, and leaves out hidden ones", async () => {
    const world = await createShop();
    const targets = [
      {
        refId: "A",
        target: "requests",
        payload: { service: "pay", aggregation: "max" },
        editorMode: "builder",
      },
      { refId: "B", target: "requests", payload: "", hide: true },
      { refId: "C", target: "requests", payload: { group_by: ["service.name"], aggregation: "min" } },
      { refId: "D", target: "nothing.of.this.name" },
    ];
    const answer = await query(world, {}, { targets });
    expect(answer.status).toBe(200);
    expect(answer.json.map((one: { refId: string; target: string }) => [one.refId, one.target])).toEqual([
      ["A", "requests"],
      ["C", 'requests{service.name="pay"}'],
      ["C", 'requests{service.name="shop"}'],
      ["D", "nothing.of.this.name"],
    ]);
    expect(answer.json[2].datapoints[0]).toEqual([10, FROM]);
    expect(answer.json[3].datapoints).toEqual([]);
  });

  it("takes what Grafana makes of variables: expressions of the values, `.*` for all, and nothing at all", async () => {
    const world = await createShop();
    const told = async (target: object, rest?: object) => {
      const answer = await query(world, { aggregation: "sum", ...target }, rest);
      expect(answer.status, `answered ${answer.text}`).toBe(200);
      return answer.json.map((one: { target: string; datapoints: number[][] }) => [
        one.target,
        one.datapoints[0]?.[0],
      ]);
    };
    expect(await told({ target: "requests", payload: { service: "(pay|shop)" } })).toEqual([
      ["requests", 1_110],
    ]);
    expect(await told({ target: "requests", service: ".*", environment: "$__all" })).toEqual([
      ["requests", 1_110],
    ]);
    expect(await told({ target: "pay\\.only" })).toEqual([["pay.only", 1_000]]);
    expect(await told({ target: "(pay\\.only|shop\\.only)" })).toEqual([
      ["pay.only", 1_000],
      ["shop.only", 110],
    ]);
    const nothing = { maxDataPoints: null, adhocFilters: null };
    const blank = { target: "requests", payload: { service: null }, hide: null, type: null };
    expect(await told(blank, nothing)).toEqual([["requests", 1_110]]);
  });

  it("is answered a table where it asks for one, and no more points than it can draw", async () => {
    const world = await createShop();
    const table = await query(world, { metric: "pay.only", type: "table" });
    expect(table.json).toEqual([
      {
        refId: "A",
        type: "table",
        columns: [
          { text: "Time", type: "time" },
          { text: "Series", type: "string" },
          { text: "Value", type: "number" },
        ],
        rows: [
          [FROM, "pay.only", 1_000],
          [FROM + MINUTE, "pay.only", 1_001],
        ],
      },
    ]);
    const coarse = await query(world, { metric: "pay.only" }, { intervalMs: 1, maxDataPoints: 1 });
    expect(coarse.json[0].datapoints).toEqual([[1_000.5, FROM]]);
    const fine = await query(world, { metric: "pay.only" }, { intervalMs: 0.5, maxDataPoints: undefined });
    expect([fine.status, fine.json[0].datapoints.length]).toEqual([200, 2]);
  });

  it("is told with a pointer what is wrong", async () => {
    const world = await createWorld();
    const wrongs = [
      ["/targets/0/metric", { targets: [{ refId: "A" }] }],
      ["/targets/0/aggregation", { targets: [{ refId: "A", metric: "m", aggregation: "mode" }] }],
      ["/targets/1/refId", { targets: [{ metric: "m" }, { metric: "m", refId: "" }] }],
      ["/range/from", { range: { from: "yesterday", to: "now" } }],
      ["/range", { range: { from: "now", to: "now-1h" } }],
      ["/range", { range: undefined }],
      ["/intervalMs", { intervalMs: -1 }],
      ["/adhocFilters/0/operator", { adhocFilters: [{ key: "a", operator: "<", value: "1" }] }],
      ["/adhocFilters/0/values", { adhocFilters: [{ key: "a", operator: "=|", value: "1" }] }],
    ] as const;
    for (const [pointer, wrong] of wrongs) {
      const answer = await query(world, { metric: "m" }, wrong);
      expectRefusal(answer, 400, "request.invalid");
      expect(pointersOf(answer)).toEqual([pointer]);
    }
  });

  it("is told which target has a pattern that cannot be read", async () => {
    const world = await createWorld();
    const answer = await query(
      world,
      { metric: "m" },
      { adhocFilters: [{ key: "a", operator: "=~", value: "(" }] },
    );
    expectRefusal(answer, 400, "query.invalid");
    expect(pointersOf(answer)).toEqual(["/targets/0"]);
  });

  it("refuses more series than a panel draws", async () => {
    const world = await createWorld();
    const dataPoints = Array.from({ length: 1_001 }, (_, at) => ({
      timeUnixNano: nanos(FROM),
      asDouble: at,
      attributes: [{ key: "pod", value: { stringValue: `p${at}` } }],
    }));
    const json = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "wide", gauge: { dataPoints } }] }] }],
    };
    expect((await sendTo(world, "POST /v1/metrics", { json })).status).toBe(200);
    expectRefusal(await query(world, { metric: "wide", group_by: "*" }), 413, "query.result_too_large");
    expect((await query(world, { metric: "wide" })).json).toHaveLength(1);
  });
});

describe("Grafana's editors", () => {
  const names = async (world: World, path: string, json: object) => {
    const answer = await sendTo(world, `POST /grafana/${path}`, { json });
    expect([answer.status, answer.json.code]).toEqual([200, undefined]);
    return answer.json;
  };

  it("find metrics by a part of their name, and labels' values by `label_values`", async () => {
    const world = await createShop();
    expect(await names(world, "search", { target: "ONLY" })).toEqual(["pay.only", "shop.only"]);
    expect(await names(world, "search", {})).toEqual(["pay.only", "requests", "shop.only"]);
    expect(await names(world, "search", { target: "label_values(pay.only, service.name)" })).toEqual(["pay"]);
    const escaped = { target: "label_values(pay\\.only, service\\.name)" };
    expect(await names(world, "search", escaped)).toEqual(["pay"]);
    expect(await names(world, "search", { range: { from: "now-30d", to: "now-29d" } })).toEqual([]);
  });

  it("fill variables from metrics or labels", async () => {
    const world = await createShop();
    const payload = { label: "service.name" };
    expect(await names(world, "variable", { payload, range })).toEqual([
      { __text: "pay", __value: "pay" },
      { __text: "shop", __value: "shop" },
    ]);
    expect(await names(world, "variable", { payload: "pay" })).toEqual([
      { __text: "pay.only", __value: "pay.only" },
    ]);
    expect(await names(world, "variable", { payload: { target: "shop" } })).toEqual([
      { __text: "shop.only", __value: "shop.only" },
    ]);
  });

  it("offer metrics with what can be chosen beside them", async () => {
    const world = await createShop();
    const metrics = await names(world, "metrics", {});
    expect(metrics.map(({ value }: { value: string }) => value)).toEqual([
      "pay.only",
      "requests",
      "shop.only",
    ]);
    const offered = metrics[0].payloads.map(({ name }: { name: string }) => name);
    expect(offered).toEqual(["service", "environment", "aggregation", "group_by"]);
    const options = async (name: string): Promise<string[]> =>
      (await names(world, "metric-payload-options", { metric: "requests", payload: {}, name })).map(
        ({ value }: { value: string }) => value,
      );
    expect(await options("service")).toEqual(["pay", "shop"]);
    expect(await options("environment")).toEqual(["production", "staging"]);
    expect(await options("aggregation")).toContain("p99");
    expect(await options("group_by")).toContain("service.name");
    const unknown = await sendTo(world, "POST /grafana/metric-payload-options", {
      json: { name: "nothing" },
    });
    expectRefusal(unknown, 400, "request.invalid");
    expect(pointersOf(unknown)).toEqual(["/name"]);
  });

  it("offer labels and their values for ad hoc filters", async () => {
    const world = await createShop();
    expect(await names(world, "tag-keys", {})).toContainEqual({ type: "string", text: "environment" });
    expect(await names(world, "tag-values", { key: "environment" })).toEqual([{ text: "staging" }]);
    // As the plugins of before Grafana 10 ask: with nothing in it.
    const { status, json } = await sendTo(world, "POST /grafana/tag-keys");
    expect([status, json]).toEqual([200, await names(world, "tag-keys", {})]);
    expectRefusal(await sendTo(world, "POST /grafana/tag-values", { json: {} }), 400, "request.invalid");
  });
});

describe("Grafana's annotations", () => {
  const annotate = async (world: World, annotation: object, key = world.admin) =>
    sendTo(world, "POST /grafana/annotations", {
      key,
      json: { range: { from: "now-1h", to: "now+1h" }, annotation },
    });

  it("are the tenant's events of the range, of the types that are named", async () => {
    const world = await createWorld();
    const endpoint = {
      name: "e",
      url: "http://localhost:7/",
      event_types: [...EVENT_TYPE_NAMES],
      country: "DE",
      importer: "i",
    };
    expect((await sendTo(world, "POST /v1/webhooks/endpoints", { json: endpoint })).status).toBe(201);
    await makeKey(world, { roles: ["viewer"] });
    const events = (await sendTo(world, "GET /v1/events")).json.data as { type: string; timestamp: string }[];
    expect(events.length).toBeGreaterThan(0);
    const all = await annotate(world, { name: "all", enable: true });
    expect(all.json.map(({ title, time }: { title: string; time: number }) => [title, time])).toEqual(
      events.map(({ type, timestamp }) => [type, Date.parse(timestamp)]),
    );
    expect(all.json[0]).toMatchObject({ annotation: { name: "all" } });
    const [{ type } = { type: "" }] = events;
    const some = await annotate(world, { name: "some", query: `${type}, alert.firing` });
    expect(some.json.every(({ title }: { title: string }) => title === type)).toBe(true);
    expect((await annotate(world, { query: "alert.firing" })).json).toEqual([]);
  });

  it("are refused for a type that there is not, and to who may not see events", async () => {
    const world = await createWorld();
    const unknown = await annotate(world, { query: "nothing.happened" });
    expectRefusal(unknown, 400, "request.invalid");
    expect(pointersOf(unknown)).toEqual(["/annotation/query"]);
    expectRefusal(await annotate(world, {}, world.viewer), 403, "policy.denied");
  });
});

it("the provisioning file names this tenant's host and no key", async () => {
  const world = await createWorld();
  const answer = await sendTo(world, "GET /v1/integrations/grafana/provisioning.yaml");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/yaml"]);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="traceo-datasource.yaml"');
  expect(answer.text).toContain(`url: "http://${world.host}/grafana"`);
  expect(answer.text).toContain('basicAuthPassword: "$TRACEO_API_KEY"');
  expect(answer.text).not.toContain("tgk_");
});
