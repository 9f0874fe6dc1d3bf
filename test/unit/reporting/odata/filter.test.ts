// `$filter`: what it means, what is refused with which words, and that narrowing never loses a row.

import { describe, expect, it } from "vitest";
import { ENTITY_SETS, type Row } from "../../../../src/reporting/odata/entity-set.ts";
import { passes } from "../../../../src/reporting/odata/evaluate-filter.ts";
import { auditBounds, isBoundsOnly } from "../../../../src/reporting/odata/audit-rows.ts";
import { boundsOf, textEqualTo } from "../../../../src/reporting/odata/narrow-filter.ts";
import { parseFilter, type Filter } from "../../../../src/reporting/odata/parse-filter.ts";
import { seededRandom } from "../../../support/ingest.ts";

const { METRICS, COSTS, AUDIT, USAGE } = ENTITY_SETS;
const ROW: Row = {
  metric: "it's",
  time: "2026-11-23T12:00:00.000000500Z",
  value: 2,
  sum: null,
  count: "9007199254740993",
  service: "shop",
  unit: null,
};

function parsed(text: string, set: (typeof ENTITY_SETS)[keyof typeof ENTITY_SETS] = METRICS): Filter {
  const filter = parseFilter(text, set);
  if (!filter.ok) throw new Error(filter.fault.detail);
  return filter.value;
}

describe("a filter", () => {
  it.each([
    ["value eq 2", true],
    ["2 lt value", false],
    ["2 le value", true],
    ["value eq 2.0e0 and not (service eq 'pay')", true],
    ["value gt 1 and value lt 2 or service eq 'shop'", true],
    ["value gt 1 and (value lt 2 or service eq 'pay')", false],
    ["metric eq 'it''s'", true],
    ["contains(service,'ho') and startswith(service,'sh') and endswith(service,'op')", true],
    ["contains(service,'HO')", false],
    ["contains(service,'ho') eq false", false],
    ["contains(service,'x') ne true", true],
    ["not not contains(service,'ho')", true],
    ["time gt 2026-11-23T12:00:00Z", true],
    ["time eq 2026-11-23T13:00:00.0000005+01:00", true],
    ["time ge 2026-11-24", false],
    ["count eq 9007199254740993", true],
    ["count gt 9007199254740992", true],
    // Null: equal to itself alone, in no order with anything, and its functions are neither true nor false.
    ["sum eq null", true],
    ["sum ne null", false],
    ["sum ne 1", true],
    ["sum lt 1 or sum ge 1", false],
    ["not (sum lt 1)", true],
    ["contains(unit,'a')", false],
    ["not contains(unit,'a')", false],
    ["contains(unit,'a') or value eq 2", true],
    ["value ne NaN", true],
    ["value lt INF and value gt -INF", true],
  ])("%s is %s", (text, expected) => expect(passes(parsed(text), ROW)).toBe(expected));

  it("compares decimals by their digits", () => {
    const row: Row = { cost: "0.100000000001" };
    expect(passes(parsed("cost gt 0.1", COSTS), row)).toBe(true);
    expect(passes(parsed("cost eq 0.100000000002", COSTS), { cost: "0.100000000001" })).toBe(false);
    expect(passes(parsed("cost eq 0.10", COSTS), { cost: "0.1" })).toBe(true);
  });

  it.each([
    ["", "a property of Metrics is expected at character 1"],
    ["value", "eq, ne, gt, ge, lt or le is expected at character 6"],
    ["value eq", "a literal is expected at character 9"],
    ["value eq 2 and", "a property of Metrics is expected at character 15"],
    ["value eq 2 service eq 'a'", "`and`, `or` or the end is expected at character 12"],
    ["(value eq 2", "`)` is expected at character 12"],
    ["value eq 'two'", "`value` is Edm.Double, and what stands at character 10 is none"],
    ["service eq 2", "`service` is Edm.String, and what stands at character 12 is none"],
    ["time eq 2026-02-30", "`time` is Edm.DateTimeOffset, and what stands at character 9 is none"],
    ["count eq 1.5", "`count` is Edm.Int64, and what stands at character 10 is none"],
    ["service eq 'open", "nothing that can be read at character 12"],
    ["value eq 1and sum eq 2", "nothing that can be read at character 11"],
    ["value eq \u0000", "nothing that can be read at character 10"],
    ["contains(value,'2')", "`contains` takes texts, and `value` is none"],
    ["contains(service,2)", "a text in quotes is expected at character 18"],
  ])("refuses %j", (text, message) => {
    const filter = parseFilter(text, METRICS);
    expect(filter.ok ? null : filter.fault).toMatchObject({
      code: "request.invalid",
      violations: [{ pointer: "query/$filter", message }],
    });
  });

  it.each([
    "tolower(service) eq 'a'",
    "value add 1 eq 2",
    "service in ('a','b')",
    "value eq sum",
    "year(time) eq 2026",
  ])("says that %j is not supported", (text) => {
    const filter = parseFilter(text, METRICS);
    expect(filter.ok ? null : filter.fault).toMatchObject({
      code: "query.unsupported",
      violations: [{ pointer: "query/$filter" }],
    });
  });

  it("is bounded in length, words and depth", () => {
    const messageOf = (text: string) => {
      const filter = parseFilter(text, METRICS);
      return filter.ok ? null : filter.fault.violations?.[0]?.message;
    };
    expect(messageOf(`service eq '${"a".repeat(5_000)}'`)).toBe("a filter has at most 4096 characters");
    expect(messageOf(Array.from({ length: 200 }, () => "sum eq 1").join(" and "))).toBe(
      "a filter has at most 500 words",
    );
    expect(messageOf(`${"(".repeat(32)}sum eq 1${")".repeat(32)}`)).toBe(null);
    expect(messageOf(`${"(".repeat(33)}sum eq 1${")".repeat(33)}`)).toBe("a filter nests at most 32 levels");
    expect(messageOf(`${"not ".repeat(33)}sum eq 1`)).toBe("a filter nests at most 32 levels");
  });
});

describe("what is asked of a store", () => {
  it("are conditions that every row must meet, and no others", () => {
    expect(textEqualTo(parsed("metric eq 'a' and value gt 1"), "metric")).toBe("a");
    expect(textEqualTo(parsed("'a' eq metric"), "metric")).toBe("a");
    expect(textEqualTo(parsed("metric eq 'a' or metric eq 'b'"), "metric")).toBe(null);
    expect(textEqualTo(parsed("not (metric eq 'a')"), "metric")).toBe(null);
    expect(
      boundsOf(parsed("date gt 2026-01-01 and date le 2026-01-05 and date lt 2026-01-09", USAGE), "date"),
    ).toEqual({
      from: "2026-01-01",
      to: "2026-01-05",
    });
    expect(isBoundsOnly(parsed("seq gt 1 and at lt 2026-01-01", AUDIT))).toBe(true);
    expect(isBoundsOnly(parsed("seq gt 1 and seq ne 3", AUDIT))).toBe(false);
    expect(isBoundsOnly(parsed("seq gt 1 or at lt 2026-01-01", AUDIT))).toBe(false);
    expect(isBoundsOnly(parsed("not (seq gt 1)", AUDIT))).toBe(false);
  });

  const BASE_MS = Date.UTC(2026, 0, 1);
  const rowAt = (seq: number, ms: number): Row => ({
    seq,
    at: `${new Date(ms).toISOString().slice(0, 23)}000000Z`,
  });

  it("bounds the audit log to exactly the entries that pass, for any bounds", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const pick = (most: number): number => Math.floor(random() * most);
    const operators = ["eq", "gt", "ge", "lt", "le"];
    for (let round = 0; round < 500; round++) {
      const conditions = Array.from({ length: 1 + pick(3) }, () => {
        const operator = operators[pick(5)];
        if (random() < 0.5) return `seq ${operator} ${pick(12) - 1}`;
        const fraction = ["", "000001", "5"][pick(3)];
        return `at ${operator} ${new Date(BASE_MS + pick(6)).toISOString().slice(0, 23)}${fraction}Z`;
      });
      const filter = parsed(conditions.join(" and "), AUDIT);
      const { from, to, fromAt, toAt } = auditBounds(filter);
      for (let seq = 0; seq < 10; seq++) {
        const ms = BASE_MS + Math.floor(seq / 2);
        const at = new Date(ms).toISOString();
        const isWithin =
          seq >= from && seq < to && (fromAt === null || at >= fromAt) && (toAt === null || at <= toAt);
        expect(isWithin, `seed ${seed}: ${conditions.join(" and ")}, entry ${seq}`).toBe(
          passes(filter, rowAt(seq, ms)),
        );
      }
    }
  });

  it("is met by every row that passes, for any filter", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const condition = (depth: number): string => {
      if (depth === 0 || random() < 0.3)
        return pick([
          `value ${pick(["eq", "ne", "gt", "ge", "lt", "le"])} ${pick(["1", "2", "null", "NaN"])}`,
          `service ${pick(["eq", "ne"])} '${pick(["a", "b"])}'`,
          `${pick(["contains", "startswith"])}(service,'a')`,
        ]);
      if (random() < 0.2) return `not (${condition(depth - 1)})`;
      return `(${condition(depth - 1)} ${pick(["and", "or"])} ${condition(depth - 1)})`;
    };
    const rows: Row[] = [null, 1, 2, Number.NaN].flatMap((value) =>
      ["a", "b", ""].map((service) => ({ value, service })),
    );
    for (let round = 0; round < 500; round++) {
      const text = `${condition(2)} and ${condition(2)}`;
      const filter = parsed(text);
      const service = textEqualTo(filter, "service");
      const { from, to } = boundsOf(filter, "value");
      for (const row of rows.filter((one) => passes(filter, one))) {
        const { value = null } = row;
        expect(service === null || row["service"] === service, `seed ${seed}: ${text}`).toBe(true);
        expect(
          from === null || Number.isNaN(from) || Number(value) >= Number(from),
          `seed ${seed}: ${text}`,
        ).toBe(true);
        expect(to === null || Number.isNaN(to) || Number(value) <= Number(to), `seed ${seed}: ${text}`).toBe(
          true,
        );
      }
    }
  });
});
