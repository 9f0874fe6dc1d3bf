// Budgets, pure: periods, what counts, what it comes to, and how leases are cut.

import { describe, expect, it } from "vitest";
import {
  addToSpent,
  completeBudget,
  countedOf,
  leaseShare,
  newBudgetSchema,
  NOBODY,
  partOf,
  percentUsed,
  periodAt,
  priceBooksSchema,
  reachedBy,
  stopMatch,
  tellValue,
  valueOf,
  weigh,
  weightsOf,
  type Budget,
} from "../../../src/finops/index.ts";
import { formatMoney } from "../../../src/kernel/money.ts";
import { seededRandom } from "../../support/ingest.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 23, 12, 30);
const POINTS = { kind: "quantity", meter: "metric_points", limit: 100 };

const budgetOf = (changes: object = {}): Budget =>
  completeBudget(newBudgetSchema.parse({ name: "b", measure: POINTS, ...changes }));

describe("a period", () => {
  it.each([
    ["month", "2026-11", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["quarter", "2026-Q4", "2026-10-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
    ["year", "2026", "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
  ] as const)("of a %s is `%s`", (kind, name, from, until) => {
    const period = periodAt({ kind }, NOW_MS);
    expect([period.name, new Date(period.fromHour * HOUR_MS).toISOString()]).toEqual([name, from]);
    expect(new Date(period.untilMs).toISOString()).toBe(until);
  });

  it("that rolls has so many days of hours, the running one among them, and moves on by the hour", () => {
    const { fromHour, untilMs } = periodAt({ kind: "rolling", days: 1 }, NOW_MS);
    expect(new Date(untilMs).toISOString()).toBe("2026-11-23T13:00:00.000Z");
    expect(untilMs / HOUR_MS - fromHour).toBe(24);
  });
});

describe("what a budget counts", () => {
  const line = { ...NOBODY, team: "blue", tags: { cc: "1" }, quantities: { metric_points: 5, spans: 7 } };

  it.each([
    [{ kind: "tenant" }, { metric_points: 5 }],
    [{ kind: "team", value: "blue" }, { metric_points: 5 }],
    [{ kind: "team", value: "red" }, {}],
    [{ kind: "tag", tag: "cc", value: "1" }, { metric_points: 5 }],
    [{ kind: "tag", tag: "cc", value: "2" }, {}],
    [{ kind: "meter", meter: "metric_points" }, { metric_points: 5 }],
  ])("of the scope %j is %j", (scope, counted) => {
    expect(countedOf(budgetOf({ scope }), line)).toEqual(counted);
  });

  it("of bills is nothing of usage, so that no lease is asked for", () => {
    const measure = { kind: "amount", limit: "1", currency: "USD" };
    const ofBills = budgetOf({ measure, covers: "bills" });
    expect(countedOf(ofBills, line)).toEqual({});
    expect(weightsOf(ofBills, { books: [] }, NOW_MS)).toEqual({});
  });

  it("of money is all that has a price, and of a meter's money that meter", () => {
    const measure = { kind: "amount", limit: "1", currency: "USD" };
    expect(countedOf(budgetOf({ measure }), line)).toEqual(line.quantities);
    expect(countedOf(budgetOf({ measure, scope: { kind: "meter", meter: "spans" } }), line)).toEqual({
      spans: 7,
    });
  });

  it("is what its stop refuses, of the signals that count", () => {
    expect(stopMatch(budgetOf(), [])).toEqual({ signals: ["metrics"] });
    expect(stopMatch(budgetOf({ scope: { kind: "service", value: "s" } }), [])).toEqual({
      signals: ["metrics"],
      service: "s",
    });
    expect(stopMatch(budgetOf(), ["red"])).toEqual({
      signals: ["metrics", "logs", "traces"],
      teams: ["red"],
    });
  });
});

const BOOKS = priceBooksSchema.parse({
  books: [
    {
      name: "b",
      currency: "USD",
      effective_from: "2020-01-01",
      rates: [
        {
          meter: "metric_points",
          free: 10,
          tiers: [
            { up_to: 100, price: "1" },
            { up_to: null, price: "0.5" },
          ],
        },
      ],
    },
  ],
});
const MONEY = { measure: { kind: "amount", limit: "100", currency: "USD" } };
const hourOf = (month: number): number => Date.UTC(2026, month) / HOUR_MS;
const spentOf = (points: readonly (readonly [month: number, points: number])[]) =>
  points.reduce<ReturnType<typeof addToSpent>>(
    (spent, [month, count]) =>
      addToSpent(spent, { hour: hourOf(month), quantities: { metric_points: count } }, BOOKS),
    [],
  );

describe("what a budget of money has come to", () => {
  it("is reckoned month by month, tier by tier, and without free units for a part of the tenant", () => {
    const spent = spentOf([
      [9, 60],
      [9, 60],
      [10, 60],
    ]);
    expect(formatMoney(valueOf(budgetOf(MONEY), spent, BOOKS))).toBe("155");
    const ofTeam = budgetOf({ ...MONEY, scope: { kind: "team", value: "a" } });
    expect(formatMoney(valueOf(ofTeam, spent, BOOKS))).toBe("170");
  });

  it("is never more than by the weights that leases are reckoned with, and grows with usage", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const budget = budgetOf(MONEY);
    const weights = weightsOf(budget, BOOKS, NOW_MS);
    let before = 0n;
    let spent = spentOf([]);
    for (let step = 0; step < 300; step++) {
      const quantities = { metric_points: Math.floor(random() * 20) };
      spent = addToSpent(spent, { hour: hourOf(10), quantities }, BOOKS);
      const value = valueOf(budget, spent, BOOKS);
      expect(value >= before && value - before <= weigh(quantities, weights), `seed ${seed}`).toBe(true);
      before = value;
    }
  });
});

describe("thresholds", () => {
  it("are reached at their part, rounded up", () => {
    const budget = budgetOf({ measure: { ...POINTS, limit: 3 } });
    expect([50, 75, 90, 100].map((percent) => partOf(budget, percent))).toEqual([2n, 3n, 3n, 3n]);
    expect(reachedBy(budget, 2n).map(({ percent }) => percent)).toEqual([50]);
    expect(percentUsed(budget, 2n)).toBe(66.6);
    expect(tellValue(budget, 2n)).toBe("2");
  });
});

describe("leases", () => {
  it("together never pass what is left, and end in few steps", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    for (let run = 0; run < 200; run++) {
      const shards = 1 + Math.floor(random() * 8);
      const limit = BigInt(1 + Math.floor(random() * 1e6));
      const needed = BigInt(1 + Math.floor(random() * 50));
      let left = limit;
      let asks = 0;
      for (; left > 0n && asks < 10_000; asks++) {
        const amount = leaseShare({ left, toNext: null, shards, needed });
        expect(amount > 0n && amount <= left, `seed ${seed}`).toBe(true);
        left -= amount;
      }
      expect(asks, `seed ${seed}`).toBeLessThanOrEqual(40 * shards);
    }
    expect(leaseShare({ left: 0n, toNext: null, shards: 1, needed: 1n })).toBe(0n);
    expect(leaseShare({ left: 100n, toNext: 10n, shards: 1, needed: 1n })).toBe(10n);
  });
});
