// Forecasts over HTTP: of cost and of a meter's quantity, for the whole and for parts; kept each night, and held against
// what came.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { rimOf } from "../../../src/app.ts";
import { consume } from "../../../src/edge/index.ts";
import { QUEUE_JOBS } from "../../../src/manifest.ts";
import { listTenantsWithUsage } from "../../../src/finops/store/tenants-with-usage.ts";
import { csvOf, upload } from "../../support/bills.ts";
import { createEndpoint, createReceiver } from "../../support/receivers.ts";
import { auditOf, rawDatabaseOf, sqlIn, tenantApi, tenantStub } from "../../support/objects.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";
import { USAGE, type Row } from "../../unit/finops/focus/rows.ts";

const DAY_MS = 86_400_000;
const DAYS = 120;

/** Weekdays use more than weekends, and team blue twice what team red does. */
const pointsOn = (day: number): number =>
  [0, 6].includes(new Date(day * DAY_MS).getUTCDay()) ? 100_000 : 300_000;

/** As if it had been counted on the days before today. */
async function seedUsage({ tenant }: World): Promise<void> {
  const today = Math.floor(Date.now() / DAY_MS);
  const line = (team: string, points: number) => ({
    service: "shop",
    team,
    environment: "",
    key: "",
    tags: {},
    quantities: { metric_points: points },
  });
  for (let day = today - DAYS; day < today; day++) {
    const lines = [line("blue", 2 * pointsOn(day)), line("red", pointsOn(day))];
    await sqlIn(
      tenantStub(tenant),
      "INSERT INTO usage_days (day, lines, shown_in) VALUES (?, ?, '')",
      day,
      JSON.stringify(lines),
    );
  }
}

const forecastOf = async (world: World, query: string) => {
  const answer = await sendTo(world, `GET /v1/forecast?${query}`);
  expect([answer.status, answer.json.code]).toEqual([200, undefined]);
  return answer.json;
};

describe("a forecast", () => {
  it("knows the week, says what it was made from, and its parts add up to the whole", async () => {
    const world = await createWorld();
    await seedUsage(world);
    const whole = await forecastOf(world, "horizon=28");
    expect(whole).toMatchObject({ scope: "tenant", unit: "USD", history: { days: DAYS } });
    expect(whole.days).toHaveLength(28);
    const expected = 4 * (5 * 3 * 30 + 2 * 3 * 10);
    expect(whole.total.mean).toBeGreaterThan(expected * 0.97);
    expect(whole.total.mean).toBeLessThan(expected * 1.03);
    expect(whole.measured.accuracy).toBeGreaterThan(0.9);
    const parts = await Promise.all(
      ["team:blue", "team:red"].map((scope) => forecastOf(world, `horizon=28&scope=${scope}`)),
    );
    const sum = parts.reduce((all, part) => all + (part.total.mean as number), 0);
    expect(Math.abs(sum - whole.total.mean)).toBeLessThan(expected * 0.03);
  });

  it("is of a meter's quantity when that is asked for, and of another price, when that is", async () => {
    const world = await createWorld();
    await seedUsage(world);
    const points = await forecastOf(world, "horizon=7&meter=metric_points&scope=team:red");
    expect(points.unit).toBe("metric_points");
    expect(points.total.mean).toBeGreaterThan(1_600_000);
    const dearer = await forecastOf(world, "horizon=7&price_change=10");
    expect(dearer.what_if.total.mean).toBeCloseTo(dearer.total.mean * 1.1, 6);
  });

  it("under growth, or a commitment that is paid whether used or not, is told beside it", async () => {
    const world = await createWorld();
    await seedUsage(world);
    const grown = await forecastOf(world, "horizon=10&growth=20");
    const last = [grown.days, grown.what_if.days].map((days) => days.at(-1).mean as number);
    expect((last[1] ?? 0) / (last[0] ?? 1)).toBeCloseTo(1.2, 6);
    const idle = await forecastOf(world, "horizon=7&commitment_per_day=1000&commitment_price=0.5");
    expect(idle.what_if.total.mean).toBeCloseTo(3_500, 6);
    expect(idle.what_if.difference).toBeCloseTo(3_500 - idle.total.mean, 6);
    const covered = await forecastOf(world, "horizon=7&commitment_per_day=10&commitment_price=0.5");
    expect(covered.what_if.difference).toBeCloseTo(-7 * 5, 6);
  });

  it("of too short a history, or of nothing, is refused with what is wrong", async () => {
    const world = await createWorld();
    const answers = await Promise.all(
      [
        "scope=tenant",
        "scope=team:nobody",
        "scope=colour:red",
        "horizon=0",
        "horizon=366",
        "horizon=1.5",
        "commitment_price=0.5",
        "meter=spans&price_change=10",
      ].map(async (query) => sendTo(world, `GET /v1/forecast?${query}`)),
    );
    const told = answers.map(({ status, json }) => [status, json.violations?.[0]?.pointer ?? json.detail]);
    expect(told).toEqual([
      [422, "nothing is known of `tenant`"],
      [422, "nothing is known of `team:nobody`"],
      [400, "query/scope"],
      [400, "query/horizon"],
      [400, "query/horizon"],
      [400, "query/horizon"],
      [400, "query/commitment_price"],
      [400, "query/price_change"],
    ]);
    const codes = new Set(answers.map(({ json }) => json.code as string));
    expect(codes).toEqual(new Set(["finops.history_too_short", "request.invalid"]));
  });
});

const nightOf = async ({ tenant }: World): Promise<void> => {
  const message = {
    id: "m",
    timestamp: new Date(),
    attempts: 1,
    body: { kind: "finops.forecast", tenant_id: tenant.id },
    ack: () => undefined,
    retry: () => {
      throw new Error("the job failed");
    },
  };
  const batch = { queue: "work", messages: [message], ackAll: () => undefined, retryAll: () => undefined };
  await consume(rimOf(env), QUEUE_JOBS, batch as unknown as MessageBatch);
};

describe("a night", () => {
  it("keeps forecasts once a day, and they are held against what came", async () => {
    const world = await createWorld();
    await seedUsage(world);
    await nightOf(world);
    await nightOf(world);
    const made = (await auditOf(world.tenant)).filter(({ action }) => action === "forecasts:keep");
    expect(made).toHaveLength(1);
    expect(made[0]?.detail.scopes).toBe(4);
    const [kept] = await sqlIn(tenantStub(world.tenant), "SELECT kept FROM forecasts");
    // As if it had been made ten days ago.
    const forecasts = JSON.parse(kept?.kept as string) as { from: string }[];
    const from = new Date(Date.now() - 10 * DAY_MS).toISOString().slice(0, 10);
    const older = JSON.stringify(forecasts.map((one) => ({ ...one, from })));
    await sqlIn(tenantStub(world.tenant), "UPDATE forecasts SET made_on = ?, kept = ?", from, older);
    const { json } = await sendTo(world, "GET /v1/forecast/accuracy?scope=team:blue");
    expect(json.data).toMatchObject([{ made_on: from, days: 10 }]);
    expect(json.data[0].accuracy).toBeLessThanOrEqual(1);
    expect((await sendTo(world, "GET /v1/forecast/accuracy?scope=team:green")).json.data).toEqual([]);
  });

  it("tells once a period of a budget that will not last", async () => {
    const world = await createWorld();
    await seedUsage(world);
    const measure = { kind: "quantity", meter: "metric_points", limit: 2_000_000 };
    const budget = {
      name: "soon",
      measure,
      period: { kind: "year" },
      thresholds: [],
      alert_on_forecast: true,
    };
    const later = { ...budget, name: "never", measure: { ...measure, limit: 1_000_000_000_000 } };
    await seedBudgets(world, [budget, later]);
    await nightOf(world);
    const [first] = (await auditOf(world.tenant)).filter(({ action }) => action === "forecasts:keep");
    expect(first?.detail.foreseen).toHaveLength(1);
    await sqlIn(tenantStub(world.tenant), "DELETE FROM forecasts");
    await nightOf(world);
    const again = (await auditOf(world.tenant)).filter(({ action }) => action === "forecasts:keep");
    expect(again.map(({ detail }) => detail.foreseen.length as number)).toEqual([1, 0]);
    expect(await tenantApi(world.tenant).forecastTonight()).toBe(false);
  });
});

const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** A cloud's charges of 100 days, the last of them that long ago: 20 dollars a day. */
function billUntil(daysAgo: number): string {
  const rows = Array.from({ length: 100 }, (_, at): Row => {
    const [day, next] = [dayBefore(daysAgo + at), dayBefore(daysAgo + at - 1)];
    const [month, after] = [day.slice(0, 7), new Date(`${day.slice(0, 7)}-01T00:00:00Z`)];
    after.setUTCMonth(after.getUTCMonth() + 1);
    return {
      ...USAGE,
      BillingPeriodStart: `${month}-01T00:00:00Z`,
      BillingPeriodEnd: after.toISOString().replace(".000", ""),
      ChargePeriodStart: `${day}T00:00:00Z`,
      ChargePeriodEnd: `${next}T00:00:00Z`,
      EffectiveCost: "20",
    };
  });
  return csvOf(rows);
}

describe("a night's other work", () => {
  it("is to tell of a strange day once, with what it was of", async () => {
    const world = await createWorld();
    await createEndpoint(world, createReceiver().url, { event_types: ["cost.*"] });
    await seedUsage(world);
    const strange = Math.floor(Date.now() / DAY_MS) - 3;
    await sqlIn(
      tenantStub(world.tenant),
      "UPDATE usage_days SET lines = replace(lines, '00000', '000000') WHERE day = ?",
      strange,
    );
    await nightOf(world);
    await sqlIn(tenantStub(world.tenant), "DELETE FROM forecasts");
    await nightOf(world);
    const nights = (await auditOf(world.tenant)).filter(({ action }) => action === "forecasts:keep");
    expect(nights.map(({ detail }) => detail.anomalies as number)).toEqual([1, 0]);
    const { json } = await sendTo(world, "GET /v1/events?type=cost.anomaly_detected");
    expect(json.data).toMatchObject([
      { data: { date: dayBefore(3), dimension: "meter:metric_points", currency: "USD" } },
    ]);
  });

  it("is of tenants that have imported bills and nothing else, and their days end where the bills do", async () => {
    const world = await createWorld();
    expect((await upload(world, { body: billUntil(5) })).status).toBe(201);
    await sqlIn(tenantStub(world.tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'usage'");
    await runDurableObjectAlarm(tenantStub(world.tenant));
    const found = await listTenantsWithUsage(rawDatabaseOf(world.tenant), dayBefore(30));
    expect(found).toContain(world.tenant.id);
    const forecast = await forecastOf(world, "scope=provider:Cloudy&horizon=10");
    expect(forecast.history).toEqual({ from: dayBefore(104), to: dayBefore(5), days: 100 });
    expect(forecast.days[0]).toMatchObject({ date: dayBefore(4) });
    expect(forecast.total.mean).toBeCloseTo(200, 0);
    const anomalies = await sendTo(world, "GET /v1/anomalies");
    expect(anomalies.json.anomalies).toEqual([]);
    await nightOf(world);
    const [kept] = await sqlIn(tenantStub(world.tenant), "SELECT kept FROM forecasts");
    const scopes = (JSON.parse(kept?.kept as string) as { scope: string }[]).map(({ scope }) => scope);
    expect(scopes).toContain("provider:Cloudy");
  });
});

describe("a budget of bills", () => {
  it("is told of when what is to be billed will pass it, from the day on which the bills end", async () => {
    const world = await createWorld();
    await upload(world, { body: billUntil(5) });
    const measure = { kind: "amount", limit: "1000000", currency: "USD" };
    const budget = { name: "clouds", measure, covers: "bills", period: { kind: "year" }, thresholds: [] };
    await seedBudgets(world, [budget]);
    const [{ id, status }] = (await sendTo(world, "GET /v1/budgets")).json.data;
    // Twenty a day are still to be billed of the last days alone.
    const limit = String(Number(status.spent) + 1);
    const json = { ...budget, measure: { ...measure, limit }, alert_on_forecast: true };
    expect((await sendTo(world, `PUT /v1/budgets/${id}`, { json })).status).toBe(200);
    await nightOf(world);
    const [kept] = (await auditOf(world.tenant)).filter(({ action }) => action === "forecasts:keep");
    const [unbilled, year] = [dayBefore(4), `${dayBefore(0).slice(0, 4)}-01-01`];
    expect(kept?.detail.foreseen).toMatchObject([{ id, on: unbilled > year ? unbilled : year }]);
  });
});

async function seedBudgets(world: World, budgets: readonly object[]): Promise<void> {
  for (const json of budgets) {
    const made = await sendTo(world, "POST /v1/budgets", { json });
    expect([made.status, made.json.code]).toEqual([201, undefined]);
  }
}
