// Forecasts over HTTP: of cost and of a meter's quantity, for the whole and for parts; kept each night, and held against
// what came.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { rimOf } from "../../../src/app.ts";
import { consume } from "../../../src/edge/index.ts";
import { QUEUE_JOBS } from "../../../src/manifest.ts";
import { auditOf, sqlIn, tenantApi, tenantStub } from "../../support/objects.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

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

  it("of too short a history, or of nothing, is refused", async () => {
    const world = await createWorld();
    const codes = await Promise.all(
      ["scope=tenant", "scope=colour:red", "horizon=366"].map(async (query) => {
        const { status, json } = await sendTo(world, `GET /v1/forecast?${query}`);
        return [status, json.code];
      }),
    );
    expect(codes).toEqual([
      [422, "finops.history_too_short"],
      [400, "request.invalid"],
      [400, "request.invalid"],
    ]);
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

async function seedBudgets(world: World, budgets: readonly object[]): Promise<void> {
  for (const json of budgets) {
    const made = await sendTo(world, "POST /v1/budgets", { json });
    expect([made.status, made.json.code]).toEqual([201, undefined]);
  }
}
