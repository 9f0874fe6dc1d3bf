// Tables by rules: the very same table when there is nothing to do, each shared text once, what stays apart, and what
// happens past the budget.

import { describe, expect, it } from "vitest";
import type { Jurisdiction } from "../../../src/directory/index.ts";
import { utf8 } from "../../../src/kernel/bytes.ts";
import { compilePlan, effectiveRules, Redactor } from "../../../src/privacy/index.ts";
import type { PrivacyAction } from "../../../src/privacy/rules.ts";
import {
  decodeOtlp,
  redactTable,
  type RedactedTable,
  type Signal,
  type Table,
} from "../../../src/telemetry/index.ts";
import { LIMITS, NOW_NANOS, rowsOf } from "../../support/ingest.ts";

const KEY = new Uint8Array(32).fill(7);

function tableOf(signal: Signal, request: object): Table {
  const bytes = utf8(JSON.stringify(request));
  const intake = decodeOtlp({ signal, encoding: "json", bytes }, LIMITS);
  if (!intake.ok) throw new Error(intake.fault.code);
  return intake.value.table;
}

function redact(table: Table, rules: Record<string, PrivacyAction>, budgetChars?: number): RedactedTable {
  const asked = Object.fromEntries(
    Object.entries(rules).map(([name, action]) => [name, { action, certainty: "certain" as const }]),
  );
  const plan = compilePlan(effectiveRules(asked, "us" satisfies Jurisdiction));
  if (plan === null) throw new Error("nothing to do");
  const redactor = new Redactor({ plan, key: KEY, ...(budgetChars === undefined ? {} : { budgetChars }) });
  return redactTable(table, { redactor, key: KEY });
}

const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

const logs = (...bodies: readonly string[]): Table =>
  tableOf("logs", {
    resourceLogs: [
      {
        resource: { attributes: [text("service.name", "shop")] },
        scopeLogs: [
          {
            logRecords: bodies.map((stringValue) => ({
              timeUnixNano: NOW_NANOS,
              body: { stringValue },
              attributes: [text("note", stringValue)],
            })),
          },
        ],
      },
    ],
  });

const gauges = (...users: readonly string[]): Table =>
  tableOf("metrics", {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: "m",
                gauge: {
                  dataPoints: users.map((user) => ({
                    timeUnixNano: NOW_NANOS,
                    asInt: "1",
                    attributes: [text("user", user)],
                  })),
                },
              },
            ],
          },
        ],
      },
    ],
  });

describe("a table without personal data", () => {
  it("is the very same table", () => {
    const table = logs("one", "GET /x 200 in 1795432377000000000 ns", "127.0.0.1 12345678");
    const redacted = redact(table, { email: "mask", payment_card: "refuse", phone: "mask" });
    expect(redacted.table).toBe(table);
    expect(redacted).toMatchObject({ redacted: 0, refused: [], unexamined: 0 });
  });

  it("needs no plan at all when everything is allowed", () => {
    const allow = { action: "allow", certainty: "certain" } as const;
    expect(compilePlan(effectiveRules({ payment_card: allow }, "us"))).toBeNull();
  });
});

describe("rows", () => {
  it("that are refused go, and only those", () => {
    const redacted = redact(logs("a", "to b@shop.io", "c"), { email: "refuse" });
    expect(redacted.refused).toEqual([1]);
    expect(redacted.refusedFor).toEqual(["email"]);
    expect(rowsOf(redacted.table).map((row) => row["body"])).toEqual(["a", "c"]);
  });

  it("that share a text are all counted, and columns that did not change are not copied", () => {
    const table = gauges("a@shop.io", "plain", "a@shop.io");
    const redacted = redact(table, { email: "mask" });
    expect(redacted.redacted).toBe(2);
    expect(redacted.table.columns["time"]).toBe(table.columns["time"]);
    expect(redacted.table.columns["resource"]).toBe(table.columns["resource"]);
  });
});

describe("a series", () => {
  const seriesOf = (table: Table): unknown[] => rowsOf(table).map((row) => row["series"]);

  it("keeps its id when nothing of it changed, and gets another when it did", () => {
    const table = gauges("a@shop.io", "b@shop.io", "plain");
    const redacted = redact(table, { email: "mask" }).table;
    const [before, after] = [seriesOf(table), seriesOf(redacted)];
    expect(after[2]).toBe(before[2]);
    expect(new Set([...before, ...after]).size).toBe(5);
    for (const id of after) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(seriesOf(redact(table, { email: "mask" }).table)).toEqual(after);
  });

  it("has another id under another rule, because its labels are others", () => {
    const table = gauges("a@shop.io");
    const [masked, hashed] = (["mask", "hash"] as const).map((action) =>
      seriesOf(redact(table, { email: action }).table),
    );
    expect(masked).not.toEqual(hashed);
  });
});

describe("past the budget", () => {
  const BODY = "mail a@shop.io";

  it("what shows a sign is left out and counted; the rest is kept", () => {
    const attributes = JSON.stringify({ note: BODY });
    const redacted = redact(logs(BODY, BODY, "plain"), { email: "mask" }, attributes.length);
    expect([redacted.redacted, redacted.unexamined, redacted.refused]).toEqual([1, 2, []]);
    const rows = rowsOf(redacted.table);
    expect(rows.map((row) => row["body"])).toEqual(["[unexamined]", "[unexamined]", "plain"]);
    expect(rows.map((row) => row["attributes"])).toEqual([
      '{"note":"mail [email]"}',
      '{"traceo.privacy":"unexamined"}',
      '{"note":"plain"}',
    ]);
  });

  it("where any class is refused the row is refused", () => {
    const redacted = redact(logs(BODY, "plain"), { email: "mask", payment_card: "refuse" }, 0);
    expect(redacted.refused).toEqual([0]);
    expect(redacted.refusedFor).toEqual(["what was beyond the budget"]);
    expect(rowsOf(redacted.table).map((row) => row["body"])).toEqual(["plain"]);
  });
});

describe("structured values", () => {
  const body = (value: object): Table =>
    tableOf("logs", {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: NOW_NANOS, body: value }] }] }],
    });
  const kept = (value: object, rules: Record<string, PrivacyAction>): unknown => {
    const [row] = rowsOf(redact(body(value), rules).table);
    return row?.["body"] === undefined ? null : JSON.parse(row["body"] as string);
  };
  const object = (...values: object[]): object => ({ kvlistValue: { values } });

  it("lose what is dropped, at any depth, and keep the rest", () => {
    const value = object(
      text("a", "x@shop.io"),
      { key: "b", value: object(text("__proto__", "y@shop.io"), text("constructor", "ok")) },
      { key: "c", value: { arrayValue: { values: [{ stringValue: "z@shop.io" }, { intValue: "5" }] } } },
    );
    expect(kept(value, { email: "drop" })).toEqual({ b: { constructor: "ok" }, c: [5] });
    expect(Object.keys(kept(value, { email: "mask" }) as object)).toEqual(["a", "b", "c"]);
  });

  it("are replaced whole where their name gives them away", () => {
    const value = object(
      { key: "patient", value: object(text("name", "A"), text("room", "5")) },
      text("ok", "yes"),
    );
    expect(kept(value, { health: "mask" })).toEqual({ ok: "yes", patient: "[health]" });
    expect(kept(object({ key: "hivStatus", value: { boolValue: true } }), { health: "mask" })).toEqual({
      hivStatus: "[health]",
    });
  });

  it("that are a text in quotes vanish with their type when dropped", () => {
    const redacted = redact(body({ arrayValue: { values: [{ stringValue: "x@shop.io" }] } }), {
      email: "drop",
    });
    expect(rowsOf(redacted.table)[0]?.["body"]).toBe("[]");
    const plain = redact(body({ stringValue: "x@shop.io" }), { email: "drop" });
    expect(rowsOf(plain.table)[0]).not.toHaveProperty("body");
    expect(rowsOf(plain.table)[0]).not.toHaveProperty("body_type");
  });
});
