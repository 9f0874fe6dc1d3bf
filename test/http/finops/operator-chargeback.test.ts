// What a cell's tenants pay the platform for a month, over HTTP: from the cell's projections, pool and silo, by pages; the parts
// of what is shared add up over all tenants.

import { expect, it } from "vitest";
import { showUsage } from "../../../src/finops/store/projection.ts";
import { formatMoney, moneyOf } from "../../../src/kernel/money.ts";
import { sendAsOperator, type Answer } from "../../support/client.ts";
import { databaseOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createSilo } from "../../support/silo.ts";
import { createWorld, type World } from "../../support/world.ts";

const TODAY = new Date().toISOString().slice(0, 10);
const MONTH = TODAY.slice(0, 7);

/** As its object shows it. */
async function used({ tenant }: Pick<World, "tenant">, points: number, bytes = 0): Promise<void> {
  const line = { service: "shop", team: "", environment: "", key: "", tags: {} };
  const lines = [{ ...line, quantities: { metric_points: points, metric_bytes: bytes } }];
  await showUsage(databaseOf(tenant), { day: TODAY, lines, hours: [] });
}

const read = async (query = ""): Promise<Answer> =>
  sendAsOperator(`GET /operator/v1/chargeback?jurisdiction=us&period=${MONTH}${query}`);
const compute = async (changes: object): Promise<Answer> =>
  sendAsOperator("POST /operator/v1/chargeback", { json: { jurisdiction: "us", period: MONTH, ...changes } });

const POOL = { id: "shared", name: "Shared", component: "shared", amount: "10", key: { by: "even" } };
const MODEL = { currency: "USD", pools: [POOL], weighting: { as: "computed" } };

interface Charge {
  readonly tenant_id: string;
  readonly direct: string;
  readonly shared: string;
  readonly platform: string;
  readonly total: string;
}

const of = (charges: readonly Charge[], { tenant }: Pick<World, "tenant">): Charge => {
  const found = charges.find(({ tenant_id: id }) => id === tenant.id);
  if (found === undefined) throw new Error("a tenant without a charge");
  return found;
};

const summed = (charges: readonly Charge[], component: "direct" | "shared" | "platform" | "total"): string =>
  formatMoney(charges.reduce((sum, charge) => sum + moneyOf(charge[component]), 0n));

// Other test files' tenants are in the cell as well: what is said is true of any.
it("by the product's own terms the parts of all tenants add up to what is shared, on any pages", async () => {
  const some = await createWorld({ jurisdiction: "us" });
  const more = await createWorld({ jurisdiction: "us" });
  const idle = await createWorld({ jurisdiction: "us" });
  // Bytes are no use that is shared by: a byte would count as much as a point.
  await used(some, 10_000, 9_999_999);
  await used(more, 30_000);
  const whole = await read();
  expect([whole.status, whole.json.code]).toEqual([200, undefined]);
  const charges = whole.json.data as Charge[];
  expect(whole.json).toMatchObject({
    period: MONTH,
    jurisdiction: "us",
    state: "open",
    currency: "USD",
    tenants: charges.length,
    components: { shared: "50000", platform: "5000" },
    next_cursor: null,
  });
  expect(whole.json.components).toEqual({
    direct: summed(charges, "direct"),
    shared: summed(charges, "shared"),
    platform: summed(charges, "platform"),
  });
  expect(whole.json.total).toBe(summed(charges, "total"));
  const [one, three, none] = [of(charges, some), of(charges, more), of(charges, idle)];
  expect([one, three, none].map(({ direct }) => direct)).toEqual(["1", "3", "0"]);
  expect(one).toMatchObject({ slug: some.tenant.slug, quantity: "10000" });
  expect(Number(three.shared)).toBeCloseTo(3 * Number(one.shared), 1);
  expect(none.shared).toBe("0");
  expect(Number(none.platform)).toBeCloseTo(5_000 / charges.length, 1);
  const limit = Math.ceil(charges.length / 2);
  const first = await read(`&limit=${limit}`);
  const second = await read(`&limit=${limit}&cursor=${first.json.next_cursor}`);
  expect([...first.json.data, ...second.json.data]).toEqual(charges);
  expect(second.json).toMatchObject({ next_cursor: null, total: whole.json.total });
});

it("by other terms it is computed by them: tiers, and keys that name tenants", async () => {
  const [some, more] = [await createWorld({ jurisdiction: "us" }), await createWorld({ jurisdiction: "us" })];
  await used(some, 10_000);
  await used(more, 30_000);
  const tiers = [
    { up_to: 15_000, price: "0.01" },
    { up_to: null, price: "0" },
  ];
  const rates = [{ meter: "metric_points", tiers }];
  const books = [{ name: "own", currency: "USD", effective_from: "2020-01-01", rates }];
  const key = { by: "fixed", weights: { [some.tenant.id]: 1, [more.tenant.id]: 2 } };
  const { json } = await compute({ model: { ...MODEL, pools: [{ ...POOL, key }] }, books });
  expect(of(json.data as Charge[], some)).toMatchObject({ direct: "100", shared: "3.33", platform: "0" });
  expect(of(json.data as Charge[], more)).toMatchObject({ direct: "150", shared: "6.67", platform: "0" });
  expect(json.components.shared).toBe("10");
});

it("a silo's usage is in its own database, and counts", async () => {
  const silo = await createSilo();
  await used(silo, 20_000);
  const key = { by: "fixed", weights: { [silo.tenant.id]: 1 } };
  const { json } = await compute({ jurisdiction: "eu", model: { ...MODEL, pools: [{ ...POOL, key }] } });
  expect(of(json.data as Charge[], silo)).toMatchObject({ quantity: "20000", direct: "2", shared: "10" });
});

it("a price book that changes within the month prices each day by its own", async () => {
  const world = await createWorld({ jurisdiction: "jp" });
  await used(world, 100);
  const rates = [{ meter: "metric_points", tiers: [{ up_to: null, price: "1" }] }];
  const old = { name: "old", currency: "USD", effective_from: "2020-01-01", effective_to: TODAY, rates };
  const dear = [{ meter: "metric_points", tiers: [{ up_to: null, price: "2" }] }];
  const books = [old, { name: "new", currency: "USD", effective_from: TODAY, rates: dear }];
  const { json } = await compute({ jurisdiction: "jp", model: MODEL, books });
  expect(of(json.data as Charge[], world).direct).toBe("200");
});

it("a tenant that came after the month has no part in it", async () => {
  await createWorld({ jurisdiction: "us" });
  const { json } = await sendAsOperator("GET /operator/v1/chargeback?jurisdiction=us&period=2024-02");
  expect(json).toMatchObject({ state: "ended", tenants: 0, total: "0", data: [], next_cursor: null });
});

it("no month, one that has not begun, no jurisdiction and prices in another currency are refused", async () => {
  for (const query of ["period=2026-13&jurisdiction=eu", "period=0001-01&jurisdiction=eu", `period=${MONTH}`])
    expectRefusal(await sendAsOperator(`GET /operator/v1/chargeback?${query}`), 400, "request.invalid");
  const later = await sendAsOperator("GET /operator/v1/chargeback?period=2999-01&jurisdiction=eu");
  expectRefusal(later, 404, "chargeback.not_begun");
  const euros = await compute({ model: { ...MODEL, currency: "EUR" } });
  expectRefusal(euros, 400, "request.invalid");
  expect(euros.json.violations).toMatchObject([{ pointer: "/books" }]);
  expectRefusal(await read("&cursor=x"), 400, "request.cursor_invalid");
});
