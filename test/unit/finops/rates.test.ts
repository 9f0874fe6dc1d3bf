// What usage costs: tiers, free units, discounts and commitments, exact to the last digit.

import { describe, expect, it } from "vitest";
import { formatMoney } from "../../../src/kernel/money.ts";
import {
  NOBODY,
  priceBooksSchema,
  priceUsage,
  summariseCosts,
  type PriceBooks,
} from "../../../src/finops/index.ts";
import { monthCost, highestPrice } from "../../../src/finops/rates/month-cost.ts";
import { DEFAULT_BOOKS } from "../../../src/finops/rates/price-book.ts";
import { seededRandom } from "../../support/ingest.ts";

const BOOK = {
  name: "2026",
  currency: "EUR",
  effective_from: "2026-01-01",
  rates: [
    {
      meter: "metric_points",
      free: 100,
      tiers: [
        { up_to: 1_000, price: "0.01" },
        { up_to: 5_000, price: "0.005" },
        { up_to: null, price: "0.001" },
      ],
    },
    { meter: "query_seconds", tiers: [{ up_to: null, price: "0.02" }] },
  ],
};
const booksOf = (...books: object[]): PriceBooks => priceBooksSchema.parse({ books });
const day = (of: string, points: number, service = "a") => ({
  day: of,
  lines: [{ ...NOBODY, service, quantities: { metric_points: points } }],
});
const [book] = booksOf(BOOK).books;
const costOf = (quantity: number): string => formatMoney(monthCost(book ?? null, "metric_points", quantity));

describe("a month of one meter", () => {
  it.each([
    [0, "0"],
    [100, "0"],
    [101, "0.01"],
    [1_100, "10"],
    [1_101, "10.005"],
    [5_100, "30"],
    [6_100, "31"],
    [-5, "0"],
  ])("of %i points costs %s", (quantity, cost) => {
    expect(costOf(quantity)).toBe(cost);
  });

  it("counts parts of a unit", () => {
    expect(formatMoney(monthCost(book ?? null, "query_seconds", 1_500))).toBe("0.03");
  });

  it("without a book or a rate costs nothing", () => {
    expect([monthCost(null, "metric_points", 5), monthCost(book ?? null, "spans", 5)]).toEqual([0n, 0n]);
  });

  it("never costs more than its highest price", () => {
    expect(formatMoney(highestPrice(book ?? null, "metric_points"))).toBe("0.01");
    expect(highestPrice(book ?? null, "query_seconds") * 1_000n).toBe(20_000_000_000n);
  });
});

describe("the product's own rates", () => {
  it("are those of the brief", () => {
    const quantities = { metric_points: 1_000_000, log_records: 1_000_000, spans: 1_000_000 };
    const priced = priceUsage([{ day: "2026-11-23", lines: [{ ...NOBODY, quantities }] }], DEFAULT_BOOKS);
    const asked = {
      interval: "month",
      groupBy: [],
      meter: null,
      from: "2026-11-01",
      to: "2026-11-30",
    } as const;
    const { lines, total } = summariseCosts(priced, asked);
    expect(lines.map(({ meter, cost }) => [meter, cost])).toEqual([
      ["metric_points", "100"],
      ["log_records", "50"],
      ["spans", "30"],
    ]);
    expect(total).toEqual({ USD: "180" });
  });
});

describe("days", () => {
  it("go on in the tier where the month stands, and begin anew with the next", () => {
    const days = [day("2026-11-29", 1_100), day("2026-11-30", 100), day("2026-12-01", 1_100)];
    expect(priceUsage(days, booksOf(BOOK)).lines.map(({ cost }) => formatMoney(cost))).toEqual([
      "10",
      "0.5",
      "10",
    ]);
  });

  it("are priced by the book that is in force on them", () => {
    const cheaper = { ...BOOK, name: "later", effective_from: "2026-11-30", rates: [] };
    const books = booksOf({ ...BOOK, effective_to: "2026-11-30" }, cheaper);
    const days = [day("2026-11-29", 200), day("2026-11-30", 200)];
    expect(priceUsage(days, books).lines.map(({ cost }) => formatMoney(cost))).toEqual(["1", "0"]);
  });

  it("are shared among their lines to the last digit, for any usage", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const names = Array.from({ length: 7 }, (_, at) => `s${at}`);
    const days = Array.from({ length: 30 }, (_, at) => ({
      day: `2026-11-${String(at + 1).padStart(2, "0")}`,
      lines: names.map((service) => ({
        ...NOBODY,
        service,
        quantities: { metric_points: Math.floor(random() * 400) },
      })),
    }));
    const { lines } = priceUsage(days, booksOf(BOOK));
    const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
    const cost = lines.reduce((sum, line) => sum + line.cost, 0n);
    expect(formatMoney(cost), `seed ${seed}`).toBe(costOf(quantity));
  });
});

describe("a commitment", () => {
  const committed = { name: "year", meter: null, amount: "8", discount_percent: "25" };

  it("takes its discount off and says what of it is unused", () => {
    const priced = priceUsage([day("2026-11-02", 1_100)], booksOf({ ...BOOK, commitments: [committed] }));
    expect(priced.lines.map(({ cost }) => formatMoney(cost))).toEqual(["7.5"]);
    expect(priced.commitments.map(({ used, unused }) => [used, unused].map(formatMoney))).toEqual([
      ["7.5", "0.5"],
    ]);
  });

  /** November with another book from the 16th on: two halves of 15 days. */
  const halves = (first: object, second: object) =>
    booksOf(
      { ...BOOK, ...first, effective_to: "2026-11-16" },
      { ...BOOK, name: "2027", ...second, effective_from: "2026-11-16" },
    );
  const told = (books: PriceBooks) =>
    priceUsage([day("2026-11-02", 1_100), day("2026-11-20", 10)], books).commitments.map(
      ({ name, currency, amount, used, unused }) => [
        name,
        currency,
        ...[amount, used, unused].map(formatMoney),
      ],
    );

  it("goes on as one where the next book has it too", () => {
    expect(told(halves({ commitments: [committed] }, { commitments: [committed] }))).toEqual([
      ["year", "EUR", "8", "7.5375", "0.4625"],
    ]);
    const raised = { ...committed, amount: "20" };
    expect(told(halves({ commitments: [committed] }, { commitments: [raised] }))).toEqual([
      ["year", "EUR", "14", "7.5375", "6.4625"],
    ]);
  });

  it("counts by the days on which its book holds, and only what was used on them", () => {
    expect(told(halves({ commitments: [committed] }, {}))).toEqual([["year", "EUR", "4", "7.5", "0"]]);
    expect(told(halves({}, { commitments: [committed] }))).toEqual([
      ["year", "EUR", "4", "0.0375", "3.9625"],
    ]);
  });

  it("never counts one currency against another", () => {
    const dollars = { currency: "USD", commitments: [committed] };
    expect(told(halves({ commitments: [committed] }, dollars))).toEqual([
      ["year", "EUR", "4", "7.5", "0"],
      ["year", "USD", "4", "0.0375", "3.9625"],
    ]);
  });
});

describe("price books", () => {
  const refused = (books: object[]): readonly string[] => {
    const parsed = priceBooksSchema.safeParse({ books });
    return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
  };

  it.each([
    [
      "overlap",
      [
        { ...BOOK, effective_to: "2026-06-02" },
        { ...BOOK, effective_from: "2026-06-01" },
      ],
      "before `2026` begins on 2026-06-01, the book has to end",
    ],
    ["end before they begin", [{ ...BOOK, effective_to: "2025-12-31" }], "a book ends after it begins"],
  ])("that %s are refused", (_how, books, message) => {
    expect(refused(books)).toEqual([message]);
  });

  it("with tiers that do not rise, prices below zero or two rates of a meter are refused", () => {
    const rate = (tiers: object[]) => [{ ...BOOK, rates: [{ meter: "spans", tiers }] }];
    const flat = { up_to: null, price: "1" };
    expect(refused(rate([{ up_to: 5, price: "1" }]))).toEqual(["tiers rise, and the last has no end"]);
    expect(refused(rate([{ up_to: 5, price: "1" }, { up_to: 5, price: "1" }, flat]))).toHaveLength(1);
    expect(refused(rate([{ up_to: null, price: "-1" }]))).toHaveLength(1);
    const twice = { meter: "spans", tiers: [flat] };
    expect(refused([{ ...BOOK, rates: [twice, twice] }])).toEqual(["one rate a meter"]);
  });
});
