// What a policy's row filter does to values, pages and traces, and which of a row's words count. That every read is
// filtered is asked in test/every/row-filter.test.ts.

import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import {
  flushAll,
  lineOf,
  logsOf,
  makeLimitedKey,
  metricOf,
  metricsOf,
  putPolicy,
  READ_ACTIONS,
  sendItems,
  SHARED_METRIC,
  spanNameOf,
  STAGING_ONLY,
  traceOf,
  tracesOf,
  type Item,
} from "../../support/labelled-telemetry.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const ATMS = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const RANGE = { from: ATMS - 60_000, to: ATMS + 60_000 };
const STAGING = { "deployment.environment.name": "staging" };
const PRODUCTION = { "deployment.environment.name": "production" };

const query = async (world: World, key: string, asked: object, rest: object = {}): Promise<Answer> =>
  sendTo(world, "POST /v1/query", {
    key,
    json: { ...RANGE, interval: "2m", queries: [{ name: "A", metric: SHARED_METRIC, ...asked }], ...rest },
  });

/** The marks of the items whose log records, spans and data points the key sees. */
async function marksSeen(world: World, key: string): Promise<Record<"logs" | "spans" | "points", string[]>> {
  const logs = await sendTo(world, "POST /v1/logs/search", { key, json: { ...RANGE, limit: 1_000 } });
  const traces = await sendTo(world, "POST /v1/traces/search", { key, json: { ...RANGE, limit: 1_000 } });
  const points = await query(world, key, { aggregation: "raw" });
  const texts = (values: readonly unknown[]): string[] => values.map((value) => String(value)).toSorted();
  return {
    logs: texts(logs.json.logs.map((log: { body: string }) => log.body.slice(lineOf("").length))),
    spans: texts(
      traces.json.traces.map((one: { root_name: string }) => one.root_name.slice(spanNameOf("").length)),
    ),
    points: texts(
      points.json.results[0].series.map((one: { labels: Record<string, string> }) =>
        one.labels["service.name"]?.replace("-service", ""),
      ),
    ),
  };
}

/** Before and after what was sent is in blocks. */
async function expectSeen(world: World, key: string, marks: readonly string[]): Promise<void> {
  const sorted = marks.toSorted();
  const expected = { logs: sorted, spans: sorted, points: sorted };
  expect(await marksSeen(world, key)).toEqual(expected);
  await flushAll(world);
  expect(await marksSeen(world, key)).toEqual(expected);
}

describe("values", () => {
  const items: readonly Item[] = [
    { mark: "one", value: 1, resource: STAGING },
    { mark: "two", value: 2, resource: STAGING },
    { mark: "far", value: 1_000, resource: PRODUCTION },
  ];

  it.each([
    ["sum", 3, 1_003],
    ["count", 2, 3],
    ["max", 2, 1_000],
    ["min", 1, 1],
    ["avg", 1.5, 1_003 / 3],
    ["p99", 1.99, 980.04],
  ] as const)("`%s` is of the rows that the caller may see", async (aggregation, seen, all) => {
    const world = await createWorld();
    await sendItems(world, items, { atMs: ATMS });
    const limited = await makeLimitedKey(world, STAGING_ONLY);
    const valueFor = async (key: string): Promise<unknown> => {
      const answer = await query(world, key, { aggregation });
      return answer.json.results[0].series[0].points[0][1];
    };
    for (let round = 0; round < 2; round++) {
      expect(await valueFor(limited.secret)).toBeCloseTo(seen, 6);
      expect(await valueFor(world.admin)).toBeCloseTo(all, 6);
      await flushAll(world);
    }
  });

  it("grouped by environment have no group of hidden rows, and asking for hidden rows finds none", async () => {
    const world = await createWorld();
    await sendItems(world, items, { atMs: ATMS });
    const { secret } = await makeLimitedKey(world, STAGING_ONLY);
    const label = "deployment.environment.name";
    const grouped = await query(world, secret, { aggregation: "sum", group_by: [label] });
    expect(grouped.json.results[0].series).toMatchObject([{ labels: { [label]: "staging" } }]);
    const filters = [{ label, op: "=", value: "production" }];
    expect((await query(world, secret, { filters })).json.results[0].series).toEqual([]);
    const byName = await query(world, secret, { metric: metricOf("far") });
    const absent = await query(world, secret, { metric: metricOf("nothing") });
    expect(byName.text.replace("far", "nothing")).toBe(absent.text);
  });
});

describe("pages", () => {
  const items = Array.from({ length: 12 }, (_, at): Item => {
    const mark = `item${String(at).padStart(2, "0")}`;
    return { mark, resource: at % 3 === 0 ? STAGING : PRODUCTION };
  });
  const seen = items.filter(({ resource }) => resource === STAGING).map(({ mark }) => mark);

  async function pagesOf(ask: (cursor: object) => Promise<Answer>): Promise<Answer[]> {
    const pages = [await ask({})];
    for (
      let last = pages[0];
      last?.json.next_cursor !== undefined && pages.length < 20;
      last = pages.at(-1)
    ) {
      pages.push(await ask({ cursor: last.json.next_cursor as string }));
    }
    return pages;
  }

  it("are as many as the rows that the caller may see, and the last one says that nothing follows", async () => {
    const world = await createWorld();
    await sendItems(world, items, { atMs: ATMS });
    const { secret: key } = await makeLimitedKey(world, STAGING_ONLY);
    for (let round = 0; round < 2; round++) {
      const logs = await pagesOf(async (cursor) =>
        sendTo(world, "POST /v1/logs/search", { key, json: { ...RANGE, limit: 1, order: "asc", ...cursor } }),
      );
      expect(logs.map((page) => page.json.logs.map((log: { body: string }) => log.body))).toEqual(
        seen.map((mark) => [lineOf(mark)]),
      );
      const traces = await pagesOf(async (cursor) =>
        sendTo(world, "POST /v1/traces/search", { key, json: { ...RANGE, limit: 1, ...cursor } }),
      );
      expect(traces.map((page) => page.json.traces.map((one: { trace_id: string }) => one.trace_id))).toEqual(
        seen.toReversed().map((mark) => [traceOf(mark)]),
      );
      const metrics = await pagesOf(async (cursor) =>
        query(world, key, { group_by: ["service.name"] }, { limit: 1, ...cursor }),
      );
      expect(metrics.map((page) => page.json.results[0].series.length)).toEqual(seen.map(() => 1));
      await flushAll(world);
    }
  });
});

describe("a trace", () => {
  const trace = "7e".repeat(16);
  const items: readonly Item[] = [
    { mark: "front", resource: PRODUCTION, trace },
    { mark: "middle", resource: STAGING, trace },
    { mark: "back", resource: STAGING, trace },
  ];

  it("is the spans that the caller may see, and so is its summary", async () => {
    const world = await createWorld();
    await sendItems(world, items, { atMs: ATMS });
    const { secret: key } = await makeLimitedKey(world, STAGING_ONLY);
    for (let round = 0; round < 2; round++) {
      const found = await sendTo(world, `GET /v1/traces/${trace}`, { key });
      expect(found.json.spans.map((span: { name: string }) => span.name)).toEqual([
        "span of middle",
        "span of back",
      ]);
      const summary = await sendTo(world, "POST /v1/traces/search", { key, json: RANGE });
      expect(summary.json.traces).toMatchObject([{ span_count: 2, root_service: "middle-service" }]);
      await flushAll(world);
    }
  });

  it("does not show by an older row a span that is hidden as it was sent last", async () => {
    const world = await createWorld();
    const { secret: key } = await makeLimitedKey(world, STAGING_ONLY);
    const send = async (item: Item): Promise<Answer> =>
      sendTo(world, "POST /v1/traces", { json: tracesOf([item], ATMS) });
    await send({ mark: "moved", resource: STAGING, trace });
    await send({ mark: "moved", resource: PRODUCTION, trace });
    for (let round = 0; round < 2; round++) {
      expect((await sendTo(world, `GET /v1/traces/${trace}`, { key })).status).toBe(404);
      const found = await sendTo(world, "POST /v1/traces/search", { key, json: RANGE });
      expect([found.json.traces, found.json.next_cursor]).toEqual([[], undefined]);
      await flushAll(world);
    }
  });
});

describe("a row's environment", () => {
  const saying = (mark: string, parts: Partial<Item>): Item => ({ mark, ...parts });
  const staging: readonly Item[] = [
    saying("name", { resource: STAGING }),
    saying("older", { resource: { "deployment.environment": "staging" } }),
    saying("plain", { resource: { environment: "staging" } }),
    saying("prom", { attributes: { deployment_environment: "staging" } }),
    saying("promname", { attributes: { deployment_environment_name: "staging" } }),
    saying("point", { attributes: { environment: "staging" } }),
    saying("scoped", { scope: { environment: "staging" } }),
    saying("twice", { resource: STAGING, attributes: { environment: "staging" } }),
    saying("emptied", { resource: STAGING, attributes: { environment: "" } }),
  ];
  const others: readonly Item[] = [
    saying("unsaid", {}),
    saying("empty", { resource: { environment: "" } }),
    saying("otherwise", { resource: PRODUCTION }),
    saying("pointover", { resource: PRODUCTION, attributes: { environment: "staging" } }),
    saying("samename", { resource: PRODUCTION, attributes: STAGING }),
    saying("olderover", { resource: { "deployment.environment": "staging", ...PRODUCTION } }),
    saying("plainover", { resource: { environment: "production", ...STAGING } }),
    saying("scopeover", { resource: STAGING, scope: { deployment_environment: "production" } }),
    saying("list", { resource: { environment: ["staging", "production"] } }),
    saying("cased", { resource: { environment: "Staging" } }),
  ];

  it("is staging when all that it says is staging", async () => {
    const world = await createWorld();
    await sendItems(world, [...staging, ...others], { atMs: ATMS });
    const limited = await makeLimitedKey(world, STAGING_ONLY);
    await expectSeen(
      world,
      limited.secret,
      staging.map(({ mark }) => mark),
    );
  });

  it("is production, to a policy that denies it, when anything says so", async () => {
    const world = await createWorld();
    await sendItems(world, [...staging, ...others], { atMs: ATMS });
    const analyst = await makeKey(world, { roles: ["analyst"] });
    const policy = { effect: "deny", subjects: [`key:${analyst.id}`], actions: READ_ACTIONS };
    await putPolicy(world, "no-production", { ...policy, resources: ["environment:production"] });
    await expectSeen(world, analyst.secret, [...staging.map(({ mark }) => mark), "unsaid", "empty", "cased"]);
  });

  it("may be any when every environment it says is allowed", async () => {
    const world = await createWorld();
    await sendItems(world, others, { atMs: ATMS });
    const both = ["staging", "production"].map((value) => ({ ...STAGING_ONLY, value: [value] }));
    const limited = await makeLimitedKey(world, { any: both });
    await expectSeen(world, limited.secret, [
      "otherwise",
      "pointover",
      "samename",
      "olderover",
      "plainover",
      "scopeover",
    ]);
  });
});

describe("other labels", () => {
  it("are found by dots and by underscores alike", async () => {
    const world = await createWorld();
    const both = { "service.name": "shop-service", service_name: "bank-service" };
    await sendItems(world, [{ mark: "shop" }, { mark: "bank" }, { mark: "torn", resource: both }], {
      atMs: ATMS,
    });
    for (const label of ["service.name", "service_name"]) {
      const condition = { attribute: `resource.label.${label}`, operator: "equals", value: "shop-service" };
      const { secret } = await makeLimitedKey(world, condition);
      expect(await marksSeen(world, secret)).toEqual({ logs: ["shop"], spans: ["shop"], points: ["shop"] });
    }
  });

  it("say team, owner, folder and sensitivity", async () => {
    const world = await createWorld();
    const labels = { team: "core", owner: "ada", folder: "home", sensitivity: "high" };
    await sendItems(world, [{ mark: "ours", resource: labels }, { mark: "theirs" }], { atMs: ATMS });
    for (const [label, value] of Object.entries(labels)) {
      for (const attribute of [`resource.${label}`, `resource.label.${label}`]) {
        const { secret } = await makeLimitedKey(world, { attribute, operator: "equals", value });
        expect(await marksSeen(world, secret), `by ${attribute}`).toEqual({
          logs: ["ours"],
          spans: ["ours"],
          points: ["ours"],
        });
      }
    }
  });

  it("called `id` are not the id: that is a metric's name and a trace's id", async () => {
    const world = await createWorld();
    const own = { id: SHARED_METRIC };
    await sendItems(world, [{ mark: "good", attributes: own }, { mark: "bad" }], { atMs: ATMS });
    const analyst = await makeKey(world, { roles: ["analyst"] });
    const deny = { effect: "deny", subjects: [`key:${analyst.id}`], actions: READ_ACTIONS };
    const resources = [`metric:${metricOf("bad")}`, `trace:${traceOf("bad")}`];
    await putPolicy(world, "not-these", { ...deny, resources });
    const { secret: key } = analyst;
    const names = await sendTo(world, `GET /v1/labels/__name__/values?from=${RANGE.from}&to=${RANGE.to}`, {
      key,
    });
    expect(names.json.data).toEqual([metricOf("good"), SHARED_METRIC]);
    expect((await marksSeen(world, key)).spans).toEqual(["good"]);
    expect((await sendTo(world, `GET /v1/traces/${traceOf("bad")}`, { key })).json.code).toBe(
      "policy.denied",
    );
    const condition = { attribute: "resource.label.id", operator: "equals", value: SHARED_METRIC };
    const byLabel = await makeLimitedKey(world, condition);
    expect(await marksSeen(world, byLabel.secret)).toEqual({
      logs: ["good"],
      spans: ["good"],
      points: ["good"],
    });
  });
});

describe("a filter", () => {
  it("comes from a grant within a scope too, and goes when the key may see everything", async () => {
    const world = await createWorld();
    const items: readonly Item[] = [
      { mark: "near", resource: STAGING },
      { mark: "far", resource: PRODUCTION },
    ];
    await sendItems(world, items, { atMs: ATMS });
    const made = await makeKey(world, { roles: ["viewer"] });
    const grant = { subject: `key:${made.id}`, role: "analyst", expires_at: null };
    const put = async (scope: object | null): Promise<Answer> =>
      sendTo(world, "PUT /v1/grants/for-the-key", { json: { ...grant, scope } });
    expect((await put({ environment: "staging" })).status).toBe(200);
    const asked = async (): Promise<Answer> => query(world, made.secret, { aggregation: "count" });
    expect((await asked()).json).toMatchObject({
      row_filter_applied: true,
      results: [{ series: [{ points: [[RANGE.from, 1]] }] }],
    });
    await put(null);
    const whole = await asked();
    expect(whole.json).toMatchObject({
      row_filter_applied: false,
      results: [{ series: [{ points: [[RANGE.from, 2]] }] }],
    });
    expect(whole.json.stats.fresh_rows).toBeGreaterThan(0);
  });

  it("that nothing passes is an empty answer, and no labels", async () => {
    const world = await createWorld();
    await sendTo(world, "POST /v1/metrics", {
      json: metricsOf([{ mark: "far", resource: PRODUCTION }], ATMS),
    });
    await sendTo(world, "POST /v1/logs", { json: logsOf([{ mark: "far", resource: PRODUCTION }], ATMS) });
    const { secret: key } = await makeLimitedKey(world, STAGING_ONLY);
    const labels = await sendTo(world, `GET /v1/labels?from=${RANGE.from}`, { key });
    expect(labels.json).toEqual({ data: [], is_truncated: false, row_filter_applied: true });
    const logs = await sendTo(world, "POST /v1/logs/search", { key, json: RANGE });
    expect(logs.json).toEqual({ logs: [], row_filter_applied: true });
  });
});
