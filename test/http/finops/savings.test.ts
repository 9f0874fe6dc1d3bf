// Anomalies and recommendations over HTTP, from imported bills and from telemetry that was sent.

import { describe, expect, it } from "vitest";
import { dayAt } from "../../../src/finops/anomalies/cost-series.ts";
import { csvOf, upload } from "../../support/bills.ts";
import { flushAll } from "../../support/labelled-telemetry.ts";
import { sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";
import { COMMITTED, UNUSED, USAGE, type Row } from "../../unit/finops/focus/rows.ts";

const FIRST = "2026-07-06";
const DAYS = 100;
const STRANGE = dayAt(FIRST, 90);

function dayOf(at: number, cost: string): Row {
  const day = dayAt(FIRST, at);
  const month = `${day.slice(0, 7)}-01T00:00:00Z`;
  const next = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 1)).toISOString();
  return {
    ...USAGE,
    BillingPeriodStart: month,
    BillingPeriodEnd: next.replace(".000", ""),
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: `${dayAt(day, 1)}T00:00:00Z`,
    EffectiveCost: cost,
  };
}

async function withBill(rows: readonly Row[]): Promise<World> {
  const world = await createWorld();
  expect((await upload(world, { body: csvOf(rows) })).json.state).toBe("done");
  return world;
}

describe("anomalies", () => {
  it("of imported bills name the day, what it cost more and who contributed", async () => {
    const spike = { ...dayOf(90, "400"), Tags: '{"team":"search"}', ServiceName: "Cloudy Search" };
    const world = await withBill([...Array.from({ length: DAYS }, (_, at) => dayOf(at, "100")), spike]);
    const { status, json } = await sendTo(world, `GET /v1/anomalies?from=${FIRST}&to=${dayAt(FIRST, DAYS)}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ currency: "USD", days: DAYS });
    expect(json.anomalies).toMatchObject([
      { from: STRANGE, to: STRANGE, kind: "spike", actual: "500.00", expected: "100.00", impact: "400.00" },
    ]);
    const named = json.anomalies[0].contributors.map(({ dimension, value }: Row) => `${dimension} ${value}`);
    expect(named).toContain("team search");
    expect(named).toContain("billed_service Cloudy Search");
  });

  it("are of one currency, and there are none in another", async () => {
    const world = await withBill([dayOf(0, "1")]);
    const { json } = await sendTo(world, "GET /v1/anomalies?currency=EUR");
    expect(json).toMatchObject({ days: 0, anomalies: [] });
  });

  it.each(["from=never", "from=now&to=now-1d", "from=2020-01-01", "currency=dollars"])(
    "are not asked by %s",
    async (query) => {
      expectRefusal(await sendTo(await createWorld(), `GET /v1/anomalies?${query}`), 400, "request.invalid");
    },
  );
});

const IDLE = {
  ...USAGE,
  ResourceId: "vol-1",
  ResourceName: "old disk",
  ConsumedQuantity: "0",
  EffectiveCost: "20",
};
const rows: readonly Row[] = [IDLE, COMMITTED, { ...UNUSED, EffectiveCost: "2" }];

async function open(world: World): Promise<{ id: string; kind: string }[]> {
  const { json } = await sendTo(world, "GET /v1/recommendations");
  return json.data.filter(({ state }: Row) => state === "open") as { id: string; kind: string }[];
}

describe("recommendations", () => {
  it("name an amount for a month and how it was computed, the dearest first", async () => {
    const world = await withBill(rows);
    const { json } = await sendTo(world, "GET /v1/recommendations");
    expect(json.data).toMatchObject([
      {
        kind: "idle_resource",
        subject: "vol-1",
        monthly: "600",
        currency: "USD",
        state: "open",
        measured: null,
      },
      { kind: "commitment_coverage", subject: "Cloudy Machines", monthly: "84" },
      { kind: "unused_commitment", subject: "plan-1", monthly: "60" },
    ]);
    expect(json.data[0].computed.from).toStrictEqual({ effective_cost: "20", days: "1" });
  });

  it("are accepted or dismissed, once, and told with what was decided", async () => {
    const world = await withBill(rows);
    const [idle, coverage] = await open(world);
    const accepted = await sendTo(world, `POST /v1/recommendations/${idle?.id}/accept`, {
      json: { note: "ticket 7" },
    });
    expect(accepted.json).toMatchObject({ id: idle?.id, state: "accepted", monthly: "600" });
    await sendTo(world, `POST /v1/recommendations/${coverage?.id}/dismiss`, { json: {} });
    expect((await open(world)).map(({ kind }) => kind)).toStrictEqual(["unused_commitment"]);
    const { json } = await sendTo(world, "GET /v1/recommendations");
    const decided = json.data.filter(({ state }: Row) => state !== "open");
    expect(decided.map(({ state, note }: Row) => [state, note])).toContainEqual(["accepted", "ticket 7"]);
    const again = await sendTo(world, `POST /v1/recommendations/${idle?.id}/dismiss`, { json: {} });
    expectRefusal(again, 409, "recommendations.decided");
  });

  it("that nobody gave cannot be decided", async () => {
    const target = "POST /v1/recommendations/rec_00000000000000000000/accept";
    expectRefusal(await sendTo(await createWorld(), target, { json: {} }), 404, "recommendations.not_found");
  });
});

const PRICES = {
  books: [
    {
      name: "list",
      currency: "USD",
      effective_from: "2026-01-01",
      rates: ["metric_points", "log_records"].map((meter) => ({
        meter,
        tiers: [{ up_to: null, price: "0.01" }],
      })),
      commitments: [],
    },
  ],
};

function logBody(lines: readonly string[]): object {
  const logRecords = lines.map((line, at) => ({
    timeUnixNano: `${(Date.now() - at) * 1_000_000}`,
    body: { stringValue: line },
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  return { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
}

async function withTelemetry(): Promise<World> {
  const world = await createWorld();
  expect((await sendTo(world, "PUT /v1/price-books", { json: PRICES })).status).toBe(200);
  const lines = Array.from({ length: 300 }, (_, at) => `cart ${at} was emptied`);
  expect((await sendTo(world, "POST /v1/logs", { json: logBody([...lines, "out of stock"]) })).status).toBe(
    200,
  );
  for (const name of ["shop.carts", "shop.orders"])
    expect((await sendTo(world, "POST /v1/metrics", { json: gaugeBody({ name }) })).status).toBe(200);
  // Metrics are counted when they are flushed.
  await flushAll(world);
  const query = { name: "orders", metric: "shop.orders" };
  const json = { from: "now-1h", interval: "1m", queries: [query] };
  expect((await sendTo(world, "POST /v1/query", { json })).status).toBe(200);
  return world;
}

/** Points of a gauge, minutes apart. */
function gaugeOver(name: string, values: readonly number[]): object {
  const dataPoints = values.map((asDouble, at) => ({
    timeUnixNano: `${(Date.now() - (values.length - at) * 120_000) * 1_000_000}`,
    asDouble,
    attributes: [{ key: "host", value: { stringValue: "a" } }],
  }));
  return {
    resourceMetrics: [
      { resource: { attributes: [] }, scopeMetrics: [{ metrics: [{ name, gauge: { dataPoints } }] }] },
    ],
  };
}

describe("recommendations from telemetry", () => {
  it("name a metric that says the same as another, and looking is no use of it", async () => {
    const world = await createWorld();
    expect((await sendTo(world, "PUT /v1/price-books", { json: PRICES })).status).toBe(200);
    for (const [name, values] of [
      ["jobs.done", [1, 2, 3]],
      ["jobs.finished", [1, 2, 3]],
      ["jobs.failed", [3, 2, 1]],
    ] as const)
      await sendTo(world, "POST /v1/metrics", { json: gaugeOver(name, values) });
    await flushAll(world);
    const told = async (key = world.admin): Promise<Row[]> =>
      (await sendTo(world, "GET /v1/recommendations", { key })).json.data;
    const subjects = (given: readonly Row[]) => given.map(({ kind, subject }) => `${kind} ${subject}`).sort();
    const expected = ["duplicate_series jobs.finished"];
    for (const name of ["done", "failed", "finished"]) expected.push(`unused_metric jobs.${name}`);
    expect(subjects(await told())).toEqual(expected);
    // Asked again: that it was looked at for the first answer is no question of anybody's.
    const again = await told();
    expect(subjects(again)).toEqual(expected);
    expect(again.find(({ kind }) => kind === "duplicate_series")).toMatchObject({
      monthly: "0.9",
      action: "send one of `jobs.finished` and `jobs.done`: they have the same series with the same values",
    });
    const put = await sendTo(world, "PUT /v1/roles/accountant", { json: { actions: ["billing:view"] } });
    expect(put.status).toBe(200);
    const { secret } = await makeKey(world, { roles: ["accountant"] });
    expect(subjects(await told(secret))).toEqual(expected.slice(1));
  });

  it("that were accepted are measured a week after, by who may read what they were found in", async () => {
    const world = await withTelemetry();
    const listed = await sendTo(world, "GET /v1/recommendations");
    for (const { id } of listed.json.data as { id: string }[])
      expect((await sendTo(world, `POST /v1/recommendations/${id}/accept`, { json: {} })).status).toBe(200);
    const measured = async (key = world.admin): Promise<unknown[]> =>
      (await sendTo(world, "GET /v1/recommendations", { key })).json.data.map((row: Row) => [
        row.kind,
        row.measured,
      ]);
    expect(await measured()).toEqual([
      ["log_pattern", null],
      ["unused_metric", null],
    ]);
    const before = Date.now() - 10 * 86_400_000;
    await sqlIn(tenantStub(world.tenant), "UPDATE recommendation_decisions SET decided_ms = ?", before);
    // Both are still sent: nothing was saved.
    const same = (monthly: string) => ({
      before_monthly: monthly,
      after_monthly: monthly,
      saved_monthly: "0",
    });
    expect(await measured()).toMatchObject([
      ["log_pattern", { ...same("89.1"), days: 10 }],
      ["unused_metric", same("0.3")],
    ]);
    await sendTo(world, "PUT /v1/roles/accountant", { json: { actions: ["billing:view"] } });
    const { secret } = await makeKey(world, { roles: ["accountant"] });
    expect(await measured(secret)).toMatchObject([
      ["log_pattern", null],
      ["unused_metric", same("0.3")],
    ]);
  });

  it("name the metric that no query asked for and the log lines that look alike", async () => {
    const world = await withTelemetry();
    const { json } = await sendTo(world, "GET /v1/recommendations");
    expect(json.data).toMatchObject([
      { kind: "log_pattern", subject: "cart <n> was emptied", monthly: "89.1" },
      { kind: "unused_metric", subject: "shop.carts", monthly: "0.3" },
    ]);
  });

  it("tell nothing of logs to who may not read them, or not all of them", async () => {
    const world = await withTelemetry();
    const kindsFor = async (role: object): Promise<string[]> => {
      const put = await sendTo(world, "PUT /v1/roles/accountant", { json: role });
      expect(put.status).toBe(200);
      const { secret } = await makeKey(world, { roles: ["accountant"] });
      const { status, json } = await sendTo(world, "GET /v1/recommendations", { key: secret });
      expect(status).toBe(200);
      return json.data.map(({ kind }: Row) => kind) as string[];
    };
    expect(await kindsFor({ actions: ["billing:view"] })).toEqual(["unused_metric"]);
    expect(await kindsFor({ actions: ["billing:view", "logs:read"] })).toEqual([
      "log_pattern",
      "unused_metric",
    ]);
  });
});
