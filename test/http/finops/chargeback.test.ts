// Statements over HTTP: made from usage and bills as of now, fixed when the month is closed, adjusted by entries; told as JSON,
// CSV and FOCUS.

import { describe, expect, it } from "vitest";
import { moneyOf } from "../../../src/kernel/money.ts";
import { csvOf, upload } from "../../support/bills.ts";
import { sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";
import { USAGE, type Row } from "../../unit/finops/focus/rows.ts";

const CHECKOUT = {
  ...USAGE,
  EffectiveCost: "300",
  Tags: '{"department":"shop","team":"checkout","service":"cart"}',
};
const SEARCH = { ...USAGE, EffectiveCost: "100.005", Tags: '{"department":"shop","team":"search"}' };
const EUROS = { ...USAGE, BillingCurrency: "EUR", PricingCurrency: "EUR", EffectiveCost: "5" };

async function billed(rows: readonly Row[] = [CHECKOUT, SEARCH]): Promise<World> {
  const world = await createWorld();
  expect((await upload(world, { body: csvOf(rows) })).status).toBe(201);
  return world;
}

const read = (world: World, query = ""): ReturnType<typeof sendTo> =>
  sendTo(world, `GET /v1/chargeback/2026-10${query}`);
const close = (world: World): ReturnType<typeof sendTo> => sendTo(world, "POST /v1/chargeback/2026-10/close");
const CREDIT = { amount: "-12.34", reason: "an outage", department: "shop", team: "checkout" };
const adjust = (world: World): ReturnType<typeof sendTo> =>
  sendTo(world, "POST /v1/chargeback/2026-10/adjustments", { json: CREDIT });

describe("a statement", () => {
  it("charges bills to their teams, and what is shared by the model, to the cent", async () => {
    const world = await billed([CHECKOUT, SEARCH, EUROS]);
    const { status, json } = await read(world);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      period: "2026-10",
      state: "open",
      currency: "USD",
      components: { direct: "400", shared: "50000", platform: "5000" },
      total: "55400",
      total_adjusted: "55400",
      uncharged_currencies: ["EUR"],
    });
    const teams = json.lines.filter(({ level }: Row) => level === "team");
    expect(teams).toMatchObject([
      { team: "checkout", direct: "300", platform: "2500" },
      { team: "search", direct: "100", platform: "2500" },
    ]);
  });

  it("of a month without anything is what is shared", async () => {
    const { json } = await sendTo(await createWorld(), "GET /v1/chargeback/2026-09");
    expect(json).toMatchObject({ components: { direct: "0", shared: "50000" }, total: "55000", meters: [] });
  });

  it("follows the model that was put", async () => {
    const world = await billed();
    const pool = { id: "support", name: "Support", component: "shared", amount: "90", charged: "divided" };
    const key = { by: "headcount", people: { shop: 4, checkout: 2, search: 1 } };
    const model = { currency: "USD", pools: [{ ...pool, key }], weighting: { as: "computed" } };
    const put = await sendTo(world, "PUT /v1/chargeback-model", { json: model });
    expect(put.json).toMatchObject({ version: 1, model });
    expect((await sendTo(world, "GET /v1/chargeback-model")).json).toStrictEqual(put.json);
    const teams = (await read(world)).json.lines.filter(({ level }: Row) => level === "team");
    expect(teams.map(({ shared }: Row) => shared)).toStrictEqual(["60", "30"]);
  });

  it("charges what of a commitment was not used, once the month has ended", async () => {
    const world = await createWorld();
    const rates = [{ meter: "metric_points", tiers: [{ up_to: null, price: "0.01" }] }];
    const commitments = [{ name: "yearly", meter: null, amount: "100", discount_percent: "0" }];
    const book = { name: "own", currency: "USD", effective_from: "2020-01-01", rates, commitments };
    expect((await sendTo(world, "PUT /v1/price-books", { json: { books: [book] } })).status).toBe(200);
    const attributed = { service: "cart", team: "checkout", environment: "", key: "", tags: {} };
    const lines = JSON.stringify([{ ...attributed, quantities: { metric_points: 1_000 } }]);
    const used = "INSERT INTO usage_days (day, lines, shown_in) VALUES (?, ?, '')";
    for (const day of ["2026-10-05", new Date().toISOString().slice(0, 10)])
      await sqlIn(tenantStub(world.tenant), used, Date.parse(day) / 86_400_000, lines);
    const { json } = await read(world);
    expect(json.components.direct).toBe("100");
    expect(json.meters).toMatchObject([
      { team: "checkout", meter: "metric_points", amount: "10", quantity: "1000" },
      { team: "__none__", meter: "commitment not used: yearly", amount: "90" },
    ]);
    const running = await sendTo(world, `GET /v1/chargeback/${new Date().toISOString().slice(0, 7)}`);
    expect(running.json.components.direct).toBe("10");
    const focus = await read(world, "?format=focus");
    const loaded = await upload(world, { body: focus.text, query: "?source=own&conformance=row" });
    expect(loaded.json).toMatchObject({ state: "done", findings: { total: 0 } });
  });

  it("is a CSV for people and FOCUS that loads back with the same total", async () => {
    const world = await billed();
    const csv = await read(world, "?format=csv");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="chargeback-2026-10-csv.csv"');
    expect(csv.text.split("\r\n")[0]).toMatch(/^period,tenant,department,team,service,component/);
    const focus = await read(world, "?format=focus");
    const loaded = await upload(world, { body: focus.text, query: "?source=own&conformance=row" });
    expect(loaded.json).toMatchObject({ state: "done", version: "1.2", findings: { total: 0 } });
    const { json } = await read(world);
    expect(moneyOf(json.components.direct as string)).toBe(moneyOf("400") + moneyOf("55400"));
  });
});

describe("a statement of amounts that no price has", () => {
  it("is made all the same, to the cent", async () => {
    const world = await billed([{ ...CHECKOUT, EffectiveCost: "999999999999999999" }]);
    const most = { name: "A", component: "shared", amount: "999999999999999999", key: { by: "even" } };
    const pools = ["a", "b"].map((id) => ({ ...most, id }));
    const model = { currency: "USD", pools, weighting: { as: "computed" } };
    expect((await sendTo(world, "PUT /v1/chargeback-model", { json: model })).status).toBe(200);
    const { json } = await read(world);
    expect([json.total, json.total_adjusted]).toStrictEqual(["2999999999999999997", "2999999999999999997"]);
  });
});

describe("a closed month", () => {
  it("stays as it was, whatever is billed later, and takes adjustments", async () => {
    const world = await billed();
    const closed = await close(world);
    expect(closed.json).toMatchObject({ period: "2026-10", total: "55400" });
    await upload(world, { body: csvOf([SEARCH]), query: "?source=late" });
    const entry = await adjust(world);
    expect(entry.status).toBe(201);
    const { json } = await read(world);
    expect(json).toMatchObject({ state: "closed", total: "55400", total_adjusted: "55387.66" });
    expect(json.closed_at).toBe(closed.json.closed_at);
    const { period: _period, ...kept } = entry.json;
    expect(json.adjustments).toStrictEqual([kept]);
    const focus = await read(world, "?format=focus");
    expect(focus.text).toContain("Correction");
    const loaded = await upload(world, { body: focus.text, query: "?source=own&conformance=row" });
    expect(loaded.json.state).toBe("done");
  });

  it("is closed once, and not before it has ended", async () => {
    const world = await billed();
    await close(world);
    expectRefusal(await close(world), 409, "chargeback.closed");
    const ahead = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 7);
    expectRefusal(await sendTo(world, `POST /v1/chargeback/${ahead}/close`), 409, "chargeback.refused");
  });

  it("is adjusted by whole cents", async () => {
    const world = await billed();
    await close(world);
    const json = { ...CREDIT, amount: "0.001" };
    const refused = await sendTo(world, "POST /v1/chargeback/2026-10/adjustments", { json });
    expectRefusal(refused, 400, "request.invalid");
    expect(refused.json.violations).toEqual([{ pointer: "/amount", message: "USD has 2 places" }]);
  });

  it("is what can be adjusted: an open one is put right in its usage", async () => {
    expectRefusal(await adjust(await createWorld()), 409, "chargeback.refused");
  });
});

describe("chargeback refuses", () => {
  it.each(["2026-13", "2026-1", "october", "0001-01", "2026-10-01"])(
    "%s, which is no month",
    async (period) => {
      expectRefusal(
        await sendTo(await createWorld(), `GET /v1/chargeback/${period}`),
        400,
        "request.invalid",
      );
    },
  );

  it("a month that has not begun", async () => {
    const refused = await sendTo(await createWorld(), "GET /v1/chargeback/2999-01");
    expectRefusal(refused, 404, "chargeback.not_begun");
    expect(refused.json.detail).toBe("2999-01 begins on 2999-01-01");
  });

  it("a model with two pools of one id, and amounts that are no decimals", async () => {
    const world = await createWorld();
    const pool = { id: "a", name: "A", component: "shared", amount: "1", key: { by: "even" } };
    const model = { currency: "USD", pools: [pool, pool], weighting: { as: "computed" } };
    expectRefusal(await sendTo(world, "PUT /v1/chargeback-model", { json: model }), 400, "request.invalid");
    const odd = { ...model, pools: [{ ...pool, amount: "1e3" }] };
    const refused = await sendTo(world, "PUT /v1/chargeback-model", { json: odd });
    expect(refused.json.violations).toMatchObject([{ pointer: "/pools/0/amount" }]);
    const metal = await sendTo(world, "PUT /v1/chargeback-model", {
      json: { ...model, pools: [], currency: "XAU" },
    });
    expect(metal.json.violations).toMatchObject([{ pointer: "/currency" }]);
    const weighting = { as: "target", direct: 0, shared: 0, platform: 0 };
    const heavy = await sendTo(world, "PUT /v1/chargeback-model", {
      json: { ...model, pools: [pool], weighting },
    });
    expect(heavy.json.violations).toEqual([{ pointer: "/weighting", message: "one weight is above zero" }]);
  });

  it("who may not close a month", async () => {
    const world = await billed();
    const sent = await sendTo(world, "POST /v1/chargeback/2026-10/close", { key: world.viewer });
    expectRefusal(sent, 403, "policy.denied");
  });
});
