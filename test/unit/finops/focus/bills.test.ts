// Bills as a whole: what is taken and refused, by row numbers; what is summed; and a year of our own charges that loads back
// as it was written.

import { describe, expect, it } from "vitest";
import { openBill, type BillOutcome, type BillRules } from "../../../../src/finops/focus/bill-reader.ts";
import { createCsvReader } from "../../../../src/finops/focus/csv-reader.ts";
import { csvLine } from "../../../../src/finops/focus/csv-writer.ts";
import { MOST_LISTED } from "../../../../src/finops/focus/finding.ts";
import { focusHeaderLine, focusLine, type OwnCharge } from "../../../../src/finops/focus/own-charge.ts";
import { seededRandom } from "../../../support/ingest.ts";
import { cellsOf, COLUMNS, COMMITTED, STRICT, UNUSED, USAGE, type Row } from "./rows.ts";

function load(
  text: string,
  rules: BillRules,
): { readonly rows: readonly (readonly (string | null)[])[]; readonly outcome: BillOutcome } {
  const [reader, bill] = [createCsvReader(), openBill(rules)];
  const rows = [reader.push(text), reader.end()].flatMap((records) => {
    if (!records.ok) throw new Error(records.fault.detail);
    const taken = bill.take(records.value);
    if (!taken.ok) throw new Error(taken.fault.detail);
    return taken.value;
  });
  const outcome = bill.outcome();
  if (!outcome.ok) throw new Error(outcome.fault.detail);
  return { rows, outcome: outcome.value };
}

const csvOf = (rows: readonly Row[]): string =>
  [COLUMNS, ...rows.map((row) => cellsOf(row))].map((cells) => csvLine(cells)).join("");

const BAD: Row = { ...USAGE, EffectiveCost: "1,5" };

describe("a bill", () => {
  it("is taken whole, with its version, when every row is good", () => {
    const { outcome } = load(csvOf([USAGE, COMMITTED]), STRICT);
    expect(outcome).toMatchObject({ isTaken: true, version: "1.2", rows: 2, refused: 0 });
    expect(outcome.findings).toStrictEqual({ listed: [], counts: {}, total: 0 });
  });

  it("is refused whole when a row is bad, or taken without that row, as asked", () => {
    const text = csvOf([USAGE, BAD, USAGE]);
    const whole = load(text, { conformance: "column", onBadRow: "reject" });
    expect(whole.outcome).toMatchObject({ isTaken: false, rows: 0, refused: 1 });
    const rest = load(text, { conformance: "column", onBadRow: "skip" });
    expect(rest.rows).toHaveLength(2);
    expect(rest.outcome).toMatchObject({ isTaken: true, rows: 2, refused: 1 });
    expect(rest.outcome.findings.listed).toMatchObject([
      {
        row: 3,
        column: "EffectiveCost",
        rule: "EffectiveCost-C-002-M",
        message: "`1,5` is not a decimal such as `-12.5` or `3E-5`, of at most 18 digits before the point",
      },
    ]);
  });

  it("tells findings that do not refuse a row, and takes it", () => {
    const odd = { ...USAGE, RegionName: null };
    const { outcome } = load(csvOf([odd]), { conformance: "column", onBadRow: "reject" });
    expect(outcome).toMatchObject({
      isTaken: true,
      rows: 1,
      findings: { counts: { "RegionName-C-005-C": 1 } },
    });
    expect(load(csvOf([odd]), { conformance: "row", onBadRow: "reject" }).outcome.isTaken).toBe(false);
  });

  it("takes what can be summed, and no more, when that is asked for", () => {
    const [poor, blind] = [
      { ...USAGE, ServiceCategory: "Cloud" },
      { ...USAGE, BillingCurrency: null },
    ];
    const { outcome } = load(csvOf([poor, blind]), { conformance: "usable", onBadRow: "skip" });
    expect(outcome).toMatchObject({ rows: 1, refused: 1 });
  });

  it("lists so many findings and counts all", () => {
    const { outcome } = load(csvOf(Array.from({ length: MOST_LISTED + 50 }, () => BAD)), STRICT);
    expect(outcome.findings.listed).toHaveLength(MOST_LISTED);
    expect(outcome.findings.total).toBe(MOST_LISTED + 50);
    expect(outcome.findings.counts).toStrictEqual({ "EffectiveCost-C-002-M": MOST_LISTED + 50 });
  });

  it("refuses a row with more or fewer fields than the header", () => {
    const { outcome } = load(`${csvOf([USAGE])}a,b\r\n`, { conformance: "usable", onBadRow: "skip" });
    expect(outcome.findings.listed).toMatchObject([{ row: 3, rule: "RFC4180" }]);
  });

  it("takes a byte order mark before the header, and no file without one", () => {
    expect(load(`\uFEFF${csvOf([USAGE])}`, STRICT).outcome.rows).toBe(1);
    expect(openBill(STRICT).outcome()).toMatchObject({ ok: false, fault: { code: "billing.malformed" } });
  });

  it("knows 1.0 and 1.1 by the columns they have", () => {
    const only = (columns: readonly string[]): string =>
      [columns, cellsOf(USAGE, columns)].map((cells) => csvLine(cells)).join("");
    const later = [
      "BillingAccountType",
      "InvoiceId",
      "SubAccountType",
      ...COLUMNS.filter((name) => name.startsWith("PricingCurrency")),
    ];
    const one = [
      "CapacityReservationId",
      "CapacityReservationStatus",
      "CommitmentDiscountQuantity",
      "CommitmentDiscountUnit",
    ];
    const eleven = COLUMNS.filter((name) => !later.includes(name));
    const ten = eleven.filter(
      (name) => ![...one, "ServiceSubcategory", "SkuMeter", "SkuPriceDetails"].includes(name),
    );
    expect(load(only(eleven), STRICT).outcome.version).toBe("1.1");
    expect(load(only(ten), STRICT).outcome.version).toBe("1.0");
    expect(ten).toHaveLength(43);
    expect(eleven).toHaveLength(50);
    expect(COLUMNS).toHaveLength(57);
  });
});

describe("what is kept of a bill", () => {
  it("is a sum per day and owner", () => {
    const staging = {
      ...USAGE,
      Tags: '{"user:Team":"search","env":"staging"}',
      BilledCost: "0.1",
      EffectiveCost: "0.2",
    };
    const { outcome } = load(csvOf([USAGE, staging, staging, USAGE]), STRICT);
    expect(outcome.summary.daily).toMatchObject([
      {
        day: "2026-10-05",
        period: "2026-10-01",
        attribution: { team: "checkout", environment: "production" },
        rows: 2,
        effective: "3",
        list: "6",
      },
      { attribution: { team: "search", environment: "staging" }, rows: 2, billed: "0.2", effective: "0.4" },
    ]);
  });

  it("owes nothing to tags that are called as what every object has", () => {
    const Tags = '{"constructor":"x","__proto__":"y","team":"search"}';
    const { outcome } = load(csvOf([{ ...USAGE, Tags }]), STRICT);
    expect(outcome.summary.daily.map(({ attribution }) => attribution)).toStrictEqual([{ team: "search" }]);
  });

  it("names resources that cost and consumed nothing, the dearest first", () => {
    const idle = (id: string, cost: string): Row => ({
      ...USAGE,
      ResourceId: id,
      ConsumedQuantity: "0",
      EffectiveCost: cost,
    });
    const { outcome } = load(csvOf([idle("a", "1"), idle("b", "5"), idle("b", "5"), USAGE]), STRICT);
    expect(outcome.summary.idle).toMatchObject([
      { resource: "b", effective: "10", days: 1 },
      { resource: "a", effective: "1" },
    ]);
  });

  it("says what of a commitment was used, and what one could cover", () => {
    const { outcome } = load(csvOf([COMMITTED, { ...UNUSED, EffectiveCost: "0.5" }, USAGE]), STRICT);
    expect(outcome.summary.commitments).toStrictEqual([
      { commitment: "plan-1", currency: "USD", used: "1.5", unused: "0.5" },
    ]);
    expect(outcome.summary.uncovered).toStrictEqual([
      { service: "Cloudy Machines", currency: "USD", effective: "1.5" },
    ]);
  });

  it("stays whole when there are more owners than are kept apart", () => {
    const rows = Array.from({ length: 20_050 }, (_, at) => ({
      ...USAGE,
      SubAccountId: `sub-${at}`,
      EffectiveCost: "0.01",
    }));
    const { daily } = load(csvOf(rows), { conformance: "usable", onBadRow: "skip" }).outcome.summary;
    expect(daily).toHaveLength(20_001);
    expect(daily.at(-1)).toMatchObject({ provider: "__other__", rows: 50, effective: "0.5" });
  });
});

const SEED = 20_261_125;
const METERS = ["metric_points", "log_records", "spans"];

function yearOfCharges(): OwnCharge[] {
  const random = seededRandom(SEED);
  const kinds = ["usage", "usage", "usage", "fee", "correction"] as const;
  return Array.from({ length: 365 * 4 }, (_, at): OwnCharge => {
    const start = new Date(Date.UTC(2025, 0, 1 + (at >> 2)));
    const day = (offset: number) =>
      new Date(start.getTime() + offset * 86_400_000).toISOString().replace(".000", "");
    const month = (offset: number) =>
      new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + offset, 1))
        .toISOString()
        .replace(".000", "");
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "usage";
    const quantity = kind === "fee" ? 1 : Math.floor(random() * 1_000_000);
    const [cost, unitPrice] =
      kind === "usage" ? [(quantity / 10_000).toFixed(4), "0.0001"] : ["12.34", "12.34"];
    const meter = METERS[Math.floor(random() * METERS.length)] ?? "spans";
    return {
      kind,
      tenant: { id: "ten_00000000000000000001", name: "shop" },
      region: { id: "eu", name: "European Union" },
      billingPeriod: { start: month(0), end: month(1) },
      chargePeriod: { start: day(0), end: day(1) },
      currency: "USD",
      cost,
      listCost: cost,
      quantity: String(quantity),
      unitPrice,
      unit: "Points",
      sku: { id: meter, priceId: `${meter}-2025`, name: meter },
      description: `"${meter}", of ${day(0)}\nand =more`,
      team: random() < 0.2 ? null : "checkout",
      tags: random() < 0.5 ? {} : { team: "checkout", service: 'cart, "new"' },
      invoiceId: at < 1_000 ? "inv-1" : null,
    };
  });
}

describe("our own charges as FOCUS 1.2", () => {
  it("a year of them loads back as it was written, and breaks no rule", () => {
    const lines = yearOfCharges().map((charge) => focusLine(charge));
    const text = focusHeaderLine() + lines.join("");
    const { rows, outcome } = load(text, { conformance: "row", onBadRow: "reject" });
    expect(outcome.findings, `seed ${SEED}`).toStrictEqual({ listed: [], counts: {}, total: 0 });
    expect(outcome).toMatchObject({ isTaken: true, version: "1.2", rows: 1_460 });
    expect(focusHeaderLine() + rows.map((cells) => csvLine(cells)).join("")).toBe(text);
  });
});
