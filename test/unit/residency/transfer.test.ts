// The transfer rules, over the whole table: every class from every jurisdiction to every kind of destination, with and
// without each basis. The expectation is worked out from the row anew, by sets and not by an order of rules.

import { describe, expect, it } from "vitest";
import { JURISDICTIONS } from "../../../src/directory/index.ts";
import { DATA_CLASS_NAMES, DATA_CLASSES, type DataClass } from "../../../src/policy/index.ts";
import {
  checkTransfer,
  decideTransfer,
  JURISDICTION_ROWS,
  NO_BASIS,
  transferDetail,
  type TransferBasis,
} from "../../../src/residency/index.ts";

const NOW_MS = Date.UTC(2026, 10, 23);
const DESTINATIONS = ["DE", "FR", "IS", "US", "IN", "JP", "CN", "GB", "CH", "BR", "RU", "KP", "PK", "ZZ"];
const KINDS = ["scc", "sub_processor", "consent"] as const;

function basisOf(country: string, dataClass: DataClass, kinds: readonly string[]): TransferBasis {
  const clauses = { importer: "Importer", country, module: "controller_to_processor" } as const;
  return {
    scc: kinds.includes("scc") ? [{ ...clauses, signed_on: "2026-01-01", expires_on: null }] : [],
    sub_processors: kinds.includes("sub_processor")
      ? [{ name: "Processor", country, approved_on: "2026-01-01" }]
      : [],
    consents: kinds.includes("consent")
      ? [{ data_class: dataClass, country, basis: "terms of use", recorded_on: "2026-01-01" }]
      : [],
  };
}

const SUBSETS = Array.from({ length: 2 ** KINDS.length }, (_, bits) =>
  KINDS.filter((_kind, at) => (bits >> at) % 2 === 1),
);

function mayGo(
  dataClass: DataClass,
  from: (typeof JURISDICTIONS)[number],
  to: string,
  held: readonly string[],
) {
  const row = JURISDICTION_ROWS[from];
  const { sensitivity } = DATA_CLASSES[dataClass];
  const isHome = row.countries.includes(to);
  const isFree = sensitivity === 0;
  const isBarred = row.prohibited.includes(to) || row.neverLeaves.includes(dataClass);
  const isHarmless = sensitivity <= 1 || (sensitivity < 4 && row.adequate.includes(to));
  const needs = sensitivity >= 4 ? row.needs.special : row.needs.personal;
  return isHome || isFree || (!isBarred && (isHarmless || needs.every((kind) => held.includes(kind))));
}

describe.each(JURISDICTIONS)("from `%s`", (from) => {
  it.each(DATA_CLASS_NAMES)(
    "`%s` goes where the row lets it, with what the row asks for, and nowhere else",
    (dataClass) => {
      for (const to of DESTINATIONS) {
        for (const held of SUBSETS) {
          const basis = basisOf(to, dataClass, held);
          const decision = decideTransfer({ dataClass, from, to }, { basis, nowMs: NOW_MS });
          const wanted = mayGo(dataClass, from, to, held);
          expect(decision.isAllowed, `${dataClass} ${from} ${to} ${held.join()}: ${decision.rule}`).toBe(
            wanted,
          );
          if (decision.rule !== "basis_missing") continue;
          // What it says is missing is what makes the difference.
          const after = basisOf(to, dataClass, [...held, ...decision.missing]);
          expect(decideTransfer({ dataClass, from, to }, { basis: after, nowMs: NOW_MS }).rule).toBe("based");
        }
      }
    },
  );
});

const refusal = (transfer: Parameters<typeof checkTransfer>[0], basis = NO_BASIS) =>
  checkTransfer(transfer, { basis, nowMs: NOW_MS });

it.each([
  ["destination_unknown", { dataClass: "usage", from: "eu", to: "europe" }],
  ["prohibited_destination", { dataClass: "usage", from: "us", to: "CN" }],
  ["never_leaves", { dataClass: "payment_card", from: "in", to: "DE" }],
  ["never_leaves", { dataClass: "telemetry", from: "cn", to: "DE", isAggregated: true }],
  ["basis_missing", { dataClass: "telemetry", from: "eu", to: "US" }],
] as const)("a refusal names the rule `%s`", (rule, transfer) => {
  expect(refusal(transfer)).toMatchObject({
    ok: false,
    fault: { code: "residency.transfer_refused", detail: expect.stringContaining(`${rule}: `) },
  });
});

it("a refusal says what would satisfy it", () => {
  const refused = refusal({ dataClass: "contact", from: "eu", to: "US" });
  expect(refused).toMatchObject({
    fault: {
      detail: expect.stringMatching(/contractual clauses .* `US`; an approved sub-processor in `US`/),
    },
  });
});

it("sums of what stays may leave where the row says so", () => {
  const transfer = { dataClass: "telemetry", from: "in", to: "US", isAggregated: true } as const;
  expect(decideTransfer(transfer, { basis: NO_BASIS, nowMs: NOW_MS })).toMatchObject({ rule: "aggregated" });
});

it.each([
  ["signed tomorrow", "2026-11-24", null],
  ["ended yesterday", "2026-01-01", "2026-11-22"],
])("clauses that are %s do not count", (_when, signed, expires) => {
  const basis = basisOf("US", "contact", ["scc", "sub_processor"]);
  const scc = basis.scc.map((clauses) => ({ ...clauses, signed_on: signed, expires_on: expires }));
  const decision = decideTransfer(
    { dataClass: "contact", from: "eu", to: "US" },
    { basis: { ...basis, scc }, nowMs: NOW_MS },
  );
  expect(decision).toMatchObject({ isAllowed: false, missing: ["scc"] });
});

it("a basis for one country or class is none for another", () => {
  const basis = basisOf("US", "health", KINDS);
  const decided = (to: string, dataClass: DataClass) =>
    decideTransfer({ dataClass, from: "eu", to }, { basis, nowMs: NOW_MS }).isAllowed;
  expect([decided("US", "health"), decided("BR", "health"), decided("US", "biometric")]).toEqual([
    true,
    false,
    false,
  ]);
});

it("a decision is told to the audit log without the words of contracts", () => {
  const transfer = { dataClass: "contact", from: "eu", to: "US" } as const;
  const decision = decideTransfer(transfer, { basis: NO_BASIS, nowMs: NOW_MS });
  expect(transferDetail(transfer, decision)).toEqual({
    data_class: "contact",
    from: "eu",
    to: "US",
    aggregated: false,
    allowed: false,
    rule: "basis_missing",
    missing: ["scc", "sub_processor"],
  });
});
