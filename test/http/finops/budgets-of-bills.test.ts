// Budgets that cover imported bills: alone they are told of, with usage they stop it; in the budget's currency, as bills come,
// change and go.

import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import { csvOf, upload } from "../../support/bills.ts";
import { auditOf } from "../../support/objects.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";
import { USAGE, type Row } from "../../unit/finops/focus/rows.ts";

const MONTH = new Date().toISOString().slice(0, 7);
const [YEAR, NUMBER] = MONTH.split("-").map(Number);
const NEXT = new Date(Date.UTC(YEAR ?? 0, NUMBER ?? 0)).toISOString().replace(".000", "");

/** A charge of the first of this month. */
const charge = (cost: string, changes: Row = {}): Row => ({
  ...USAGE,
  BillingPeriodStart: `${MONTH}-01T00:00:00Z`,
  BillingPeriodEnd: NEXT,
  ChargePeriodStart: `${MONTH}-01T00:00:00Z`,
  ChargePeriodEnd: `${MONTH}-02T00:00:00Z`,
  EffectiveCost: cost,
  ...changes,
});
const bill = async (world: World, ...rows: readonly Row[]): Promise<void> => {
  const { status, json } = await upload(world, { body: csvOf(rows), query: "?conformance=row" });
  expect([status, json.state]).toEqual([201, "done"]);
};

const DOLLARS = { kind: "amount", limit: "10", currency: "USD" };

async function makeBudget(world: World, changes: object): Promise<string> {
  const made = await sendTo(world, "POST /v1/budgets", { json: { name: "b", measure: DOLLARS, ...changes } });
  expect([made.status, made.json.violations]).toEqual([201, undefined]);
  return made.json.id as string;
}

const budgetOf = async (world: World, id: string) => (await sendTo(world, `GET /v1/budgets/${id}`)).json;
const send = async (world: World): Promise<Answer> =>
  sendTo(world, "POST /v1/metrics", {
    json: gaugeBody({ atMs: Date.now() - Math.floor(Math.random() * 1_000) }),
  });

describe("a budget of usage and bills", () => {
  it("is stopped by the bill that crosses, leases or not, and goes on when the bill is put right", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { covers: "all" });
    await bill(world, charge("4"), charge("1.5"));
    expect((await budgetOf(world, id)).status).toMatchObject({
      spent: "5.5",
      percent: 55,
      told_percents: [50],
    });
    // The shard holds a lease from here on.
    expect((await send(world)).status).toBe(200);
    await bill(world, charge("12"));
    expect((await send(world)).status).toBe(402);
    expect((await budgetOf(world, id)).status).toMatchObject({
      spent: "12.0001",
      told_percents: [50, 75, 90, 100],
      in_force: ["event", "email", "block_writes", "block_queries"],
    });
    await bill(world, charge("2"));
    expect((await send(world)).status).toBe(200);
    expect((await budgetOf(world, id)).status).toMatchObject({ spent: "2.0002", in_force: [] });
  });

  it("of a team counts what is billed to that team", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { covers: "all", scope: { kind: "team", value: "red" } });
    await bill(world, charge("4", { Tags: '{"team":"red"}' }), charge("5", { Tags: '{"team":"blue"}' }));
    expect((await budgetOf(world, id)).status.spent).toBe("4");
  });
});

describe("a budget of bills", () => {
  it("is told of and stops nothing: telemetry is no part of it", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { covers: "bills" });
    await bill(world, charge("11"));
    expect((await send(world)).status).toBe(200);
    const { status, thresholds } = await budgetOf(world, id);
    expect(status).toMatchObject({ spent: "11", told_percents: [50, 75, 90, 100], in_force: [] });
    expect(thresholds.at(-1)).toMatchObject({ severity: "BLOCK", actions: ["event", "email"] });
  });

  it("counts other currencies once there is a rate of their day, and says the same in the statement", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { covers: "bills" });
    await bill(world, charge("5", { BillingCurrency: "EUR", PricingCurrency: "EUR" }), charge("1"));
    expect((await budgetOf(world, id)).status.spent).toBe("1");
    const statement = async () => (await sendTo(world, `GET /v1/chargeback/${MONTH}`)).json;
    expect(await statement()).toMatchObject({
      components: { direct: "1" },
      uncharged_currencies: ["EUR"],
    });
    const rate = { from: "EUR", to: "USD", effective_from: `${MONTH}-01`, rate: "1.2" };
    const put = await sendTo(world, "PUT /v1/exchange-rates", { json: { rates: [rate] } });
    expect([put.status, put.json]).toEqual([200, { version: 1, rates: [rate] }]);
    expect((await sendTo(world, "GET /v1/exchange-rates")).json).toEqual(put.json);
    expect((await budgetOf(world, id)).status).toMatchObject({ spent: "7", told_percents: [50] });
    expect(await statement()).toMatchObject({ components: { direct: "7" }, uncharged_currencies: [] });
    const anomalies = await sendTo(world, "GET /v1/anomalies?from=now-40d&currency=USD");
    expect(anomalies.json.currency).toBe("USD");
    const late = await sendTo(world, "PUT /v1/exchange-rates", { json: { rates: [], version: 0 } });
    expect([late.status, late.json.code]).toEqual([409, "finops.version_conflict"]);
    const entry = (await auditOf(world.tenant)).find(({ resource }) => resource === "exchange_rates:1");
    expect(entry?.detail).toMatchObject({ before: { rates: [] }, after: { rates: [rate] } });
  });
});

describe("a budget that would count or stop nothing is refused, where it says so", () => {
  const points = { kind: "quantity", meter: "metric_points", limit: 10 };
  const queries = { kind: "quantity", meter: "queries", limit: 10 };
  const at = (...actions: string[]) => ({ thresholds: [{ percent: 100, severity: "BLOCK", actions }] });
  const team = { kind: "team", value: "red" };

  it.each([
    ["bills by quantity", { covers: "bills", measure: points }, "/covers"],
    ["bills by key", { covers: "all", scope: { kind: "key", value: "k" } }, "/scope/kind"],
    ["bills that stop", { covers: "bills", ...at("event", "block_writes") }, "/thresholds/0/actions/1"],
    ["bills that throttle", { covers: "bills", ...at("throttle") }, "/thresholds/0/actions/0"],
    ["queries of a team stopped", { scope: team, ...at("block_queries") }, "/thresholds/0/actions/0"],
    ["queries counted by team", { scope: team, measure: queries }, "/scope/kind"],
    ["writes that are not counted", { measure: queries, ...at("block_writes") }, "/thresholds/0/actions/0"],
    ["one meter by another", { measure: points, scope: { kind: "meter", meter: "spans" } }, "/measure/meter"],
    ["teams that are not named", at("block_teams"), "/thresholds/0/teams"],
    ["a limit of nothing", { measure: { ...DOLLARS, limit: "0" } }, "/measure/limit"],
    ["a limit with a comma", { measure: { ...DOLLARS, limit: "1,5" } }, "/measure/limit"],
    ["no such currency now", { measure: { ...DOLLARS, currency: "EUR" } }, "/measure/currency"],
    [
      "two thresholds of one percent",
      { thresholds: [...at("event").thresholds, ...at("email").thresholds] },
      "/thresholds",
    ],
    ["a recipient that is none", { recipients: ["cfo"] }, "/recipients/0"],
  ])("%s", async (_what, changes, pointer) => {
    const world = await createWorld();
    const json = { name: "b", measure: DOLLARS, ...changes };
    const refused = await sendTo(world, "POST /v1/budgets", { json });
    expect([refused.status, refused.json.code]).toEqual([400, "request.invalid"]);
    expect(refused.json.violations.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });

  it("and so are prices in a currency that a budget does not have", async () => {
    const world = await createWorld();
    await makeBudget(world, { name: "dollars" });
    const book = { name: "own", currency: "EUR", effective_from: "2020-01-01", rates: [] };
    const refused = await sendTo(world, "PUT /v1/price-books", { json: { books: [book] } });
    expect([refused.status, refused.json.violations]).toMatchObject([
      400,
      [
        {
          pointer: "/books/0/currency",
          message: "the budget `dollars` is in USD: change or delete it first",
        },
      ],
    ]);
    const past = { ...book, effective_to: "2021-01-01" };
    const now = { ...book, name: "now", currency: "USD", effective_from: "2021-01-01" };
    expect((await sendTo(world, "PUT /v1/price-books", { json: { books: [past, now] } })).status).toBe(200);
  });
});
