// Statements by the product's own model and by others: amounts worked out by hand, months without use, files that load back.

import { describe, expect, it } from "vitest";
import {
  chargebackModelSchema,
  DEFAULT_MODEL,
  TARGET_WEIGHTS,
  type ChargebackModel,
} from "../../../../src/finops/chargeback/model.ts";
import { hasEnded, parseMonth, type Month } from "../../../../src/finops/chargeback/period.ts";
import { shareOut } from "../../../../src/finops/chargeback/share-out.ts";
import {
  toDocument,
  type Adjustment,
  type StatementDocument,
} from "../../../../src/finops/chargeback/statement-document.ts";
import {
  adjustedTotal,
  statementCsv,
  statementFocus,
} from "../../../../src/finops/chargeback/statement-files.ts";
import { buildStatement } from "../../../../src/finops/chargeback/statement.ts";
import { buildUseTree, type UsedLine } from "../../../../src/finops/chargeback/use-tree.ts";
import { openBill } from "../../../../src/finops/focus/bill-reader.ts";
import { createCsvReader } from "../../../../src/finops/focus/csv-reader.ts";
import { moneyOf } from "../../../../src/kernel/money.ts";

const OCTOBER = parseMonth("2026-10") as Month;

const PRICES = { metric_points: "0.0001", log_records: "0.00005", spans: "0.00003" } as const;

interface Used {
  readonly department?: string;
  readonly team?: string;
  readonly service?: string;
  readonly meter?: keyof typeof PRICES;
  readonly quantity: bigint;
}

function used({ department, team, service, meter = "metric_points", quantity }: Used): UsedLine {
  const unitPrice = moneyOf(PRICES[meter]);
  return {
    department: department ?? null,
    team: team ?? null,
    service: service ?? null,
    meter,
    quantity,
    units: String(quantity),
    unitPrice,
    cost: unitPrice * quantity,
  };
}

type Usage = Readonly<Record<string, readonly UsedLine[]>>;

function statements(model: ChargebackModel, usage: Usage): StatementDocument[] {
  const trees = Object.entries(usage).map(([tenant, lines]) => buildUseTree(tenant, lines));
  const amounts = shareOut(model, trees);
  return trees.map((tree, at) => {
    const own = amounts[at];
    if (own === undefined) throw new Error("no amounts");
    return toDocument(buildStatement(model, own, tree), { model, month: OCTOBER });
  });
}

function statementOf(model: ChargebackModel, lines: readonly UsedLine[]): StatementDocument {
  const [statement] = statements(model, { ten_a: lines });
  if (statement === undefined) throw new Error("no statement");
  return statement;
}

const MILLION = 1_000_000n;

describe("the product's own model", () => {
  it("is one that can be sent", () => {
    expect(chargebackModelSchema.parse(DEFAULT_MODEL)).toStrictEqual(DEFAULT_MODEL);
  });

  it("charges direct usage at the brief's rates, 50,000 by share of usage and 5,000 as a fee", () => {
    const [a, b] = statements(DEFAULT_MODEL, {
      ten_a: [used({ quantity: 300n * MILLION }), used({ meter: "log_records", quantity: 300n * MILLION })],
      ten_b: [used({ meter: "spans", quantity: 200n * MILLION })],
    });
    expect(a?.components).toStrictEqual({ direct: "45000", shared: "37500", platform: "2500" });
    expect(b?.components).toStrictEqual({ direct: "6000", shared: "12500", platform: "2500" });
    expect(a?.percent).toStrictEqual({ direct: "52.94", shared: "44.12", platform: "2.94" });
    expect(a?.total).toBe("85000");
  });

  it("charges the same whole by target weights of 60, 30 and 10", () => {
    const model = { ...DEFAULT_MODEL, weighting: TARGET_WEIGHTS };
    const statement = statementOf(model, [used({ quantity: 450n * MILLION })]);
    expect(statement.total).toBe("100000");
    expect(statement.components).toStrictEqual({ direct: "60000", shared: "30000", platform: "10000" });
    expect(statement.percent).toStrictEqual({ direct: "60.00", shared: "30.00", platform: "10.00" });
  });

  it("of a month in which nobody used anything divides what is shared evenly", () => {
    const [a, b, c] = statements(DEFAULT_MODEL, { ten_a: [], ten_b: [], ten_c: [] });
    expect([a, b, c].map((one) => one?.components.shared)).toStrictEqual([
      "16666.67",
      "16666.67",
      "16666.66",
    ]);
    expect(a?.components.direct).toBe("0");
    expect(a?.lines).toHaveLength(1);
  });

  it("charges who used nothing no part of what is shared by usage", () => {
    const [idle, busy] = statements(DEFAULT_MODEL, { ten_a: [], ten_b: [used({ quantity: MILLION })] });
    expect(idle?.components).toStrictEqual({ direct: "0", shared: "0", platform: "2500" });
    expect(busy?.components.shared).toBe("50000");
  });
});

function divided(key: ChargebackModel["pools"][number]["key"], amount = "100"): ChargebackModel {
  const pool = { id: "pool", name: "Pool", component: "shared", amount, charged: "divided", key } as const;
  return { currency: "USD", pools: [pool], weighting: { as: "computed" } };
}

const TEAMS = [
  used({ department: "it", team: "core", quantity: 3n * MILLION }),
  used({ department: "it", team: "edge", meter: "spans", quantity: MILLION }),
  used({ department: "it", team: "none", quantity: 0n }),
];

function sharedByTeam(model: ChargebackModel): Record<string, string> {
  const { lines } = statementOf(model, TEAMS);
  return Object.fromEntries(
    lines.filter(({ level }) => level === "team").map(({ team, shared }) => [team ?? "", shared]),
  );
}

describe("allocation keys", () => {
  it("even: the same for everybody, the odd cents to the first", () => {
    expect(sharedByTeam(divided({ by: "even" }))).toStrictEqual({
      core: "33.34",
      edge: "33.33",
      none: "33.33",
    });
  });

  it("usage: by units used", () => {
    expect(sharedByTeam(divided({ by: "usage" }))).toStrictEqual({ core: "75", edge: "25", none: "0" });
  });

  it("proportional: by direct cost", () => {
    expect(sharedByTeam(divided({ by: "proportional" }, "33"))).toStrictEqual({
      core: "30",
      edge: "3",
      none: "0",
    });
  });

  it("fixed: by weights that are given", () => {
    expect(sharedByTeam(divided({ by: "fixed", weights: { core: 1, none: 3 } }))).toStrictEqual({
      core: "25",
      edge: "0",
      none: "75",
    });
  });

  it("headcount: by people", () => {
    expect(sharedByTeam(divided({ by: "headcount", people: { core: 12, edge: 6, none: 2 } }))).toStrictEqual({
      core: "60",
      edge: "30",
      none: "10",
    });
  });

  it("fixed: who is called as what every object has was given no weight", () => {
    const lines = ["constructor", "__proto__", "core"].map((team) =>
      used({ department: "it", team, quantity: 1n }),
    );
    const { lines: told } = statementOf(divided({ by: "fixed", weights: { core: 1 } }), lines);
    const teams = told.filter(({ level }) => level === "team").map(({ team, shared }) => [team, shared]);
    expect(teams).toStrictEqual([
      ["constructor", "0"],
      ["__proto__", "0"],
      ["core", "100"],
    ]);
  });

  it("a fee for each is charged to each tenant whole", () => {
    const model = divided({ by: "even" }, "5000");
    const each = { ...model, pools: model.pools.map((pool) => ({ ...pool, charged: "each" as const })) };
    const [a, b] = statements(each, { ten_a: [], ten_b: [] });
    expect([a?.total, b?.total]).toStrictEqual(["5000", "5000"]);
  });

  it("knows the smallest unit of the currency", () => {
    const yen = { ...divided({ by: "even" }), currency: "JPY" };
    expect(sharedByTeam(yen)).toStrictEqual({ core: "34", edge: "33", none: "33" });
  });
});

const LINES = [
  used({ department: "it", team: "core", service: "api", quantity: 1_234_567n }),
  used({ department: "it", team: "core", service: "=web", meter: "spans", quantity: 7n }),
  used({ department: "sales", quantity: 333_333n }),
];

const CREDIT: Adjustment = {
  id: "adj_1",
  at: "2026-11-20T10:00:00Z",
  amount: "-12.34",
  reason: "outage, of the 3rd",
  department: "it",
  team: "core",
  service: null,
};

const CONTEXT = {
  month: OCTOBER,
  tenant: { id: "ten_a", name: "shop" },
  region: { id: "eu", name: "European Union" },
  isClosed: true,
};

function load(text: string) {
  const [reader, bill] = [createCsvReader(), openBill({ conformance: "row", onBadRow: "reject" })];
  const records = reader.push(text);
  if (!records.ok || !bill.take(records.value).ok) throw new Error("not taken");
  const outcome = bill.outcome();
  if (!outcome.ok) throw new Error("no outcome");
  return outcome.value;
}

const cents = (texts: readonly string[]): bigint => texts.reduce((sum, text) => sum + moneyOf(text), 0n);

describe("a statement", () => {
  const document = statementOf(DEFAULT_MODEL, LINES);

  it("has a line for every department, team and service, whoever is named", () => {
    expect(
      document.lines.map(({ level, department, team, service }) => [level, department, team, service]),
    ).toStrictEqual([
      ["tenant", null, null, null],
      ["department", "it", null, null],
      ["team", "it", "core", null],
      ["service", "it", "core", "api"],
      ["service", "it", "core", "=web"],
      ["department", "sales", null, null],
      ["team", "sales", "__none__", null],
      ["service", "sales", "__none__", "__none__"],
    ]);
  });

  it("as CSV has every charge once, and no cell that a spreadsheet would run", () => {
    const text = statementCsv(document, [CREDIT]);
    const reader = createCsvReader();
    const records = reader.push(text);
    if (!records.ok) throw new Error("unreadable");
    const [header, ...rows] = records.value;
    expect(header).toContain("amount");
    const at = header?.indexOf("amount") ?? -1;
    expect(cents(rows.map((row) => row[at] ?? "0"))).toBe(moneyOf(adjustedTotal(document, [CREDIT])));
    expect(text).toContain("'=web");
    expect(text).not.toMatch(/(^|,)=/m);
    expect(text).toContain('"outage, of the 3rd"');
  });

  it("as FOCUS 1.2 breaks no rule, and adds up to the same total", () => {
    const outcome = load(statementFocus(document, [CREDIT], CONTEXT));
    expect(outcome.findings).toStrictEqual({ listed: [], counts: {}, total: 0 });
    expect(outcome.version).toBe("1.2");
    const billed = cents(outcome.summary.daily.map(({ billed: amount }) => amount));
    expect(billed).toBe(moneyOf(adjustedTotal(document, [CREDIT])));
  });

  it("of a month without any use has every charge in its files too, also by target weights", () => {
    const idle = statementOf({ ...DEFAULT_MODEL, weighting: TARGET_WEIGHTS }, []);
    expect(idle.components).toMatchObject({ direct: "33000", shared: "16500" });
    const rows = statementCsv(idle, []).split("\r\n").slice(1, -1);
    expect(rows.map((row) => row.split(",").slice(5, 10).join())).toStrictEqual([
      "direct,direct,,,33000",
      "shared,shared_infrastructure,,,16500",
      "platform,platform_fee,,,5500",
    ]);
    const outcome = load(statementFocus(idle, [], CONTEXT));
    expect(outcome.findings.total).toBe(0);
    expect(cents(outcome.summary.daily.map(({ billed: amount }) => amount))).toBe(moneyOf("55000"));
  });

  it("keeps its own total, and tells the adjusted one beside it", () => {
    expect(cents([document.total, "-12.34"])).toBe(moneyOf(adjustedTotal(document, [CREDIT])));
  });
});

describe("months", () => {
  it("are half-open, in UTC", () => {
    expect(parseMonth("2026-12")).toStrictEqual({
      name: "2026-12",
      start: "2026-12-01T00:00:00Z",
      end: "2027-01-01T00:00:00Z",
    });
    expect(hasEnded(OCTOBER, Date.parse("2026-10-31T23:59:59.999Z"))).toBe(false);
    expect(hasEnded(OCTOBER, Date.parse("2026-11-01T00:00:00Z"))).toBe(true);
  });

  it.each(["2026-13", "2026-1", "2026", "26-10", "2026-10-01"])("%s is none", (text) => {
    expect(parseMonth(text)).toBeNull();
  });
});
