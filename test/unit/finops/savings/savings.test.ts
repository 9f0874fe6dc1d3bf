// Recommendations name an amount and how it comes about; the amounts are worked out by hand here.

import { describe, expect, it } from "vitest";
import { adviseBills, type BilledDays } from "../../../../src/finops/savings/advise-bills.ts";
import {
  duplicateSeries,
  logPatterns,
  unusedMetrics,
  wideLabels,
  type Seen,
} from "../../../../src/finops/savings/advise-telemetry.ts";
import { countPatterns, logPatternOf } from "../../../../src/finops/savings/log-pattern.ts";
import { measureSaving } from "../../../../src/finops/savings/measure-saving.ts";
import { isRecommendationId, recommendationId } from "../../../../src/finops/savings/recommendation.ts";
import { moneyOf } from "../../../../src/kernel/money.ts";

const SEEN: Seen = {
  days: 10,
  currency: "USD",
  pointPrice: moneyOf("0.0001"),
  recordPrice: moneyOf("0.00005"),
};

describe("telemetry", () => {
  it("a metric that no query asked for costs its points of a month", () => {
    const [unused, ...others] = unusedMetrics(
      [
        { name: "gc_pause", points: 1_000_000, isAsked: false },
        { name: "http_requests", points: 9_000_000, isAsked: true },
        { name: "silent", points: 0, isAsked: false },
      ],
      SEEN,
    );
    expect(others).toStrictEqual([]);
    expect(unused).toMatchObject({
      kind: "unused_metric",
      subject: "gc_pause",
      monthly: "300",
      currency: "USD",
    });
    expect(unused?.computed).toStrictEqual({
      how: "points of 10 days, times 30/10, times the price of one",
      from: { points: "1000000", days: "10", price: "0.0001" },
    });
  });

  it("of two metrics with the same series one is too many", () => {
    expect(duplicateSeries([{ name: "up_v2", same: "up", points: 500_000 }], SEEN)).toMatchObject([
      { subject: "up_v2", monthly: "150", action: expect.stringContaining("`up`") as string },
    ]);
  });

  it("a label with many values costs the series that it adds", () => {
    const wide = {
      metric: "http_requests",
      label: "user",
      values: 1_000,
      series: 4_000,
      seriesWithout: 4,
      points: 4_000_000,
    };
    const narrow = { ...wide, label: "method", values: 4 };
    expect(wideLabels([wide, narrow], SEEN)).toMatchObject([
      { subject: "http_requests{user}", monthly: "1198.8" },
    ]);
  });

  it("log lines that all say the same cost all but one in a hundred", () => {
    const found = logPatterns(
      [
        { pattern: "GET <n>", lines: 1_000_000, total: 2_000_000 },
        { pattern: "rare", lines: 1_000, total: 2_000_000 },
      ],
      SEEN,
    );
    expect(found).toMatchObject([{ subject: "GET <n>", monthly: "148.5" }]);
    expect(found[0]?.action).toContain("50 % of all lines");
  });
});

describe("patterns of log lines", () => {
  it.each([
    ["user 4711 paid 12.50 in 33ms", "user <n> paid <n> in <n>ms"],
    ["2026-11-23T10:00:00.123Z GET 10.0.0.1:8080 ok", "<time> GET <address> ok"],
    ["trace 4bf92f3577b34da6a3ce929d0e0e4736 done", "trace <id> done"],
    ["job 6f9619ff-8b86-d011-b42d-00c04fc964ff failed", "job <id> failed"],
    ['opened "a \\"b\\" c" for ada@example.org', "opened <text> for <mail>"],
    ["  cache   miss  ", "cache miss"],
  ])("%s", (line, pattern) => {
    expect(logPatternOf(line)).toBe(pattern);
  });

  it("are counted, the most frequent first", () => {
    const lines = ["a 1", "a 2", "b", "a 3"];
    expect(countPatterns(lines, 1)).toStrictEqual([{ pattern: "a <n>", lines: 3, total: 4 }]);
  });
});

const BILL: BilledDays = {
  days: 15,
  summary: {
    idle: [
      { resource: "vol-1", name: "old disk", service: "Disks", currency: "EUR", effective: "30", days: 15 },
    ],
    commitments: [
      { commitment: "plan-1", currency: "EUR", used: "90", unused: "10" },
      { commitment: "plan-2", currency: "EUR", used: "90", unused: "0" },
    ],
    uncovered: [
      { service: "Machines", currency: "EUR", effective: "500" },
      { service: "Little", currency: "EUR", effective: "0.1" },
    ],
  },
};

describe("imported bills", () => {
  it("name idle resources, unused commitments and what one could cover, worth saying", () => {
    expect(adviseBills(BILL).map(({ kind, subject, monthly }) => [kind, subject, monthly])).toStrictEqual([
      ["idle_resource", "vol-1", "60"],
      ["unused_commitment", "plan-1", "20"],
      ["commitment_coverage", "Machines", "140"],
    ]);
  });
});

describe("a recommendation", () => {
  it("has the same id tomorrow, and another for another subject", () => {
    const id = recommendationId({ kind: "idle_resource", subject: "vol-1", currency: "EUR" });
    expect(id).toBe("rec_502268b21764b99e1f51");
    expect(isRecommendationId(id)).toBe(true);
    expect(recommendationId({ kind: "idle_resource", subject: "vol-2", currency: "EUR" })).not.toBe(id);
  });

  it("is measured a week after it was accepted, not before", () => {
    expect(measureSaving({ cost: "60", days: 30 }, { cost: "1", days: 6 })).toBeNull();
    expect(measureSaving({ cost: "60", days: 30 }, { cost: "5", days: 10 })).toStrictEqual({
      before_monthly: "60",
      after_monthly: "15",
      saved_monthly: "45",
      saved_so_far: "15",
      days: 10,
    });
  });
});
