// Limits over HTTP, with numbers that an operator has set small: what is refused and how, what goes on, and what the tenant
// sees of it.

import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { sendAsOperator, type Answer, type Loose } from "../../support/client.ts";
import { auditOf, shardStub, sqlIn, stateOf } from "../../support/objects.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

type Limits = Readonly<Record<string, number>>;

const setLimits = async ({ tenant }: Pick<World, "tenant">, limits: Limits): Promise<Answer> =>
  sendAsOperator(`PUT /operator/v1/tenants/${tenant.id}/limits`, { json: limits });

async function limited(limits: Limits, wanted: Parameters<typeof createWorld>[0] = {}): Promise<World> {
  const world = await createWorld(wanted);
  const set = await setLimits(world, limits);
  if (set.status !== 200) throw new Error(set.text);
  return world;
}

interface Sent {
  readonly metric?: string;
  readonly users: readonly string[];
  readonly value?: number;
}

/** A cumulative sum with one point for each user, now. */
function bodyOf({ metric = "requests", users, value = 1 }: Sent): object {
  const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n);
  const dataPoints = users.map((user) => ({
    timeUnixNano,
    asDouble: value,
    attributes: [{ key: "user", value: { stringValue: user } }],
  }));
  const sum = { dataPoints, aggregationTemporality: 2, isMonotonic: true };
  return { resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics: [{ name: metric, sum }] }] }] };
}

const sendMetrics = async (world: World, sent: Sent): Promise<Answer> =>
  sendTo(world, "POST /v1/metrics", { json: bodyOf(sent) });

const users = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `u${from + i}`);

async function usersOf(world: World, metric = "requests"): Promise<string[]> {
  const query = { metric, aggregation: "last", group_by: ["user"], name: "a" };
  const json = { from: "now-10m", to: "now+1m", queries: [query] };
  const answer = await sendTo(world, "POST /v1/query", { json });
  expect([answer.status, answer.json.code]).toEqual([200, undefined]);
  const series = answer.json.results[0].series as { labels: { user: string } }[];
  return series.map((one) => one.labels.user).toSorted();
}

async function lineOf(world: World, name: string) {
  const answer = await sendTo(world, "GET /v1/limits");
  expect([answer.status, answer.json.code]).toEqual([200, undefined]);
  return (answer.json.limits as { name: string }[]).find((line) => line.name === name);
}

describe("limits that an operator sets", () => {
  it("succeeds: they hold at once, are audited, and raise the epoch", async () => {
    const world = await createWorld();
    const before = (await stateOf(world.tenant)).epoch;
    const set = await setLimits(world, { active_series: 7, concurrent_queries: 3 });
    expect([set.status, set.json]).toEqual([200, { active_series: 7, concurrent_queries: 3 }]);
    expect((await stateOf(world.tenant)).epoch).toBe(before + 1);
    expect(await lineOf(world, "active_series")).toMatchObject({ value: 7, source: "operator" });
    expect(await lineOf(world, "label_values")).toMatchObject({ value: 10_000, source: "tier" });
    const entry = (await auditOf(world.tenant)).find(({ action }) => action === "tenants:set_limits");
    expect(entry).toMatchObject({
      actor: { kind: "operator" },
      detail: { from: {}, to: { active_series: 7, concurrent_queries: 3 } },
    });
    expect((await sendTo(world, "GET /v1/tenant")).json.limits).toMatchObject({ concurrent_queries: 3 });
  });

  it("succeeds in giving the tier's back", async () => {
    const world = await limited({ active_series: 7 });
    expect((await setLimits(world, {})).json).toEqual({});
    expect(await lineOf(world, "active_series")).toMatchObject({ value: 100_000, source: "tier" });
  });

  it.each([
    [{ active_series: 0 }, "/active_series"],
    [{ active_series: 1.5 }, "/active_series"],
    [{ retention_days: 3 }, "/retention_days"],
    [{ query_timeout_ms: 300_001 }, "/query_timeout_ms"],
  ])("refuses %j", async (limits, pointer) => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const answer = await setLimits(world, limits);
    expect([answer.status, answer.json.code]).toEqual([400, "request.invalid"]);
    expect(answer.json.violations[0].pointer).toBe(pointer);
    expect((await stateOf(world.tenant)).epoch).toBe(before.epoch);
  });

  it("refuses a tenant that is not there", async () => {
    const answer = await sendAsOperator("PUT /operator/v1/tenants/ten_00000000000000000000/limits", {
      json: {},
    });
    expect([answer.status, answer.json.code]).toEqual([404, "directory.not_found"]);
  });
});

describe("active series", () => {
  it("refuses new ones past the limit as partial success, and existing ones go on", async () => {
    const world = await limited({ active_series: 3 });
    expect((await sendMetrics(world, { users: users(0, 2) })).json).toEqual({});
    const partial = await sendMetrics(world, { users: users(1, 4) });
    expect(partial.status).toBe(200);
    expect(partial.json.partialSuccess.rejectedDataPoints).toBe("2");
    expect(partial.json.partialSuccess.errorMessage).toContain("active_series");
    expect((await sendMetrics(world, { users: users(0, 3), value: 2 })).json).toEqual({});
    expect(await usersOf(world)).toEqual(users(0, 3));
    expect(await lineOf(world, "active_series")).toMatchObject({ used: 3, left: 0, percent: 100 });
  });

  it("counts what it leaves out in remote write's header too, and logs and traces need no series", async () => {
    const world = await limited({ active_series: 1 });
    await sendMetrics(world, { users: ["a"] });
    const log = {
      logRecords: [{ timeUnixNano: String(BigInt(Date.now()) * 1_000_000n), severityNumber: 9 }],
    };
    const json = { resourceLogs: [{ resource: {}, scopeLogs: [log] }] };
    expect((await sendTo(world, "POST /v1/logs", { json })).json).toEqual({});
    const all = await sendMetrics(world, { users: ["b"] });
    expect(all.json.partialSuccess.rejectedDataPoints).toBe("1");
  });

  it("are shared among shards and never more than the limit in all", async () => {
    const world = await limited({ active_series: 10 }, { tier: "enterprise" });
    const sent = await sendMetrics(world, { users: users(0, 200) });
    expect(Number(sent.json.partialSuccess.rejectedDataPoints)).toBeGreaterThanOrEqual(190);
    const stored = await usersOf(world);
    expect(stored.length).toBeLessThanOrEqual(10);
    expect(stored.length).toBe(200 - Number(sent.json.partialSuccess.rejectedDataPoints));
  });
});

describe("label values", () => {
  it("overflow to one value past the cap: totals stay, and what was admitted stays", async () => {
    const world = await limited({ label_values: 3 });
    expect((await sendMetrics(world, { users: users(0, 10), value: 2 })).json).toEqual({});
    expect(await usersOf(world)).toEqual(["__overflow__", ...users(0, 3)]);
    await sendMetrics(world, { users: ["u99", "u1"], value: 3 });
    expect(await usersOf(world)).toEqual(["__overflow__", ...users(0, 3)]);
    const query = { metric: "requests", aggregation: "raw", name: "a", filters: [] };
    const json = { from: "now-10m", to: "now+1m", queries: [query] };
    const raw = await sendTo(world, "POST /v1/query", { json });
    const overflowed = (raw.json.results[0].series as Loose[]).find(
      ({ labels }) => labels["otel.metric.overflow"] === "true",
    );
    // Seven users past the cap sent 2 each, then one sent 3.
    expect(overflowed.points.map((point: Loose) => point.value)).toEqual([14, 3]);
    const other = await sendMetrics(world, { metric: "errors", users: users(50, 3) });
    expect(other.json).toEqual({});
    expect(await usersOf(world, "errors")).toEqual(users(50, 3));
  });

  it("are found as top offenders with their distance to the cap", async () => {
    const world = await limited({ label_values: 4 });
    await sendMetrics(world, { users: users(0, 6) });
    await sendMetrics(world, { metric: "errors", users: users(0, 1) });
    const answer = await sendTo(world, "GET /v1/limits");
    expect(answer.json.top.labels_by_values.slice(0, 2)).toMatchObject([
      { metric: "requests", label: "user", values: 4, limit: 4, percent: 100 },
      { metric: "errors", label: "user", values: 1, limit: 4, percent: 25 },
    ]);
    expect(await lineOf(world, "label_values")).toMatchObject({ value: 4, used: 4, left: 0 });
  });
});

describe("ingest in a second", () => {
  it("refuses a request that no second could admit with 413, the limit named", async () => {
    const world = await limited({ ingest_points_per_second: 8 });
    const answer = await sendTo(world, "POST /v1/metrics", { json: bodyOf({ users: users(0, 8) }) });
    expect(answer.status).toBe(413);
    expect(answer.json.message).toContain("at most 7 of the 8 points a second, not 8");
    expect(await sqlIn(shardStub(world.tenant), "SELECT seq FROM batches")).toEqual([]);
  });

  it("refuses what is past the limit with 429, Retry-After and a Status, and admits it in another second", async () => {
    const world = await limited({ ingest_points_per_second: 8 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => sendMetrics(world, { users: users(i * 5, 5) })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(answer.json).toMatchObject({ code: 8 });
      expect(answer.json.message).toContain("5 points asked");
      expect(answer.json.message).toContain("of 8 left in this second");
    }
    const admitted = new Map<number, number>();
    const rows = await sqlIn(shardStub(world.tenant), "SELECT received_ms, rows FROM batches");
    for (const { received_ms: ms, rows: points } of rows) {
      const window = Math.floor((ms as number) / 1_000);
      admitted.set(window, (admitted.get(window) ?? 0) + (points as number));
    }
    expect(answers.filter(({ status }) => status === 200).length).toBe(rows.length);
    // A lease of one second may be stored a moment into the next: two seconds hold at most two limits.
    for (const [window, points] of admitted)
      expect(points + (admitted.get(window + 1) ?? 0)).toBeLessThanOrEqual(16);
  });

  it("names the limit on bytes, with the problem document of a tenant operation's shape", async () => {
    const world = await limited({ ingest_bytes_per_second: 100 });
    const answer = await sendMetrics(world, { users: users(0, 1) });
    expect(answer.status).toBe(413);
    expect(answer.json.message).toContain("bytes a second");
  });
});

describe("queries", () => {
  it("refuses one more than the limit at a time with 429, the limit, its value and what was asked", async () => {
    const world = await limited({ concurrent_queries: 1 });
    await sendMetrics(world, { users: users(0, 50) });
    const json = {
      from: "now-10m",
      to: "now",
      queries: [{ metric: "requests", aggregation: "raw", name: "a" }],
    };
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => sendTo(world, "POST /v1/query", { json })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(answer.json).toMatchObject({
        code: "query.too_many_concurrent",
        retryable: true,
        limit: { name: "concurrent_queries", value: 1, asked: 2 },
      });
    }
  });

  it("refuses a result that is larger than the limit as it is written, the limit named", async () => {
    const world = await limited({ result_bytes: 1_200 });
    await sendMetrics(world, { users: users(0, 20) });
    const query = { metric: "requests", aggregation: "last", group_by: ["user"], name: "a" };
    const json = { from: "now-10m", to: "now+1m", queries: [query] };
    const whole = await sendTo(world, "POST /v1/query", { json });
    expect([whole.status, whole.json.code]).toEqual([413, "query.result_too_large"]);
    expect(whole.json.limit).toMatchObject({ name: "result_bytes", value: 1_200 });
    const lines = await sendTo(world, "POST /v1/query", {
      json,
      headers: { accept: "application/x-ndjson" },
    });
    expect(lines.status).toBe(200);
    const [last = "{}"] = lines.text.trim().split("\n").slice(-1);
    const told = JSON.parse(last) as { problem?: { code: string } };
    expect(told.problem?.code).toBe("query.result_too_large");
  });
});

describe("a query's time", () => {
  it("refuses with 408 what runs longer, the limit named, gives the slot back and is as before at the tier's", async () => {
    const world = await limited({ query_timeout_ms: 1, concurrent_queries: 1 });
    await sendMetrics(world, { users: users(0, 5) });
    await runDurableObjectAlarm(shardStub(world.tenant));
    const queries = Array.from({ length: 10 }, (_, i) => ({
      metric: "requests",
      aggregation: "last",
      name: `q${i}`,
    }));
    const json = { from: "now-10m", to: "now+1m", queries };
    const slow = await sendTo(world, "POST /v1/query", { json });
    expect([slow.status, slow.json.code]).toEqual([408, "query.timed_out"]);
    expect(slow.json.limit).toMatchObject({ name: "query_timeout_ms", value: 1 });
    await setLimits(world, { concurrent_queries: 1 });
    const again = await sendTo(world, "POST /v1/query", { json });
    expect([again.status, again.json.code]).toEqual([200, undefined]);
  });
});

describe("GET /v1/limits", () => {
  it("succeeds with the metrics of the day by series and by points, once they are in blocks", async () => {
    const world = await createWorld();
    for (let round = 0; round < 3; round++) await sendMetrics(world, { users: users(0, 2), value: round });
    await sendMetrics(world, { metric: "errors", users: users(0, 4) });
    await runDurableObjectAlarm(shardStub(world.tenant));
    const { json } = await sendTo(world, "GET /v1/limits");
    expect(json.top.metrics_by_series).toEqual([
      { metric: "errors", series: 4, points: 4, percent_of_points: 40 },
      { metric: "requests", series: 2, points: 6, percent_of_points: 60 },
    ]);
    expect(json.top.metrics_by_points.map((one: { metric: string }) => one.metric)).toEqual([
      "requests",
      "errors",
    ]);
    expect(json.limits.length).toBe(7);
  });

  it("refuses who may not see what is used", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "GET /v1/limits", { key: world.viewer });
    expect([answer.status, answer.json.code]).toEqual([403, "policy.denied"]);
  });
});
