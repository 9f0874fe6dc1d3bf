// What a statement concludes: what was reported and by whom, what held the data for how long, and when nobody looked.

import { describe, expect, it } from "vitest";
import { coverageOf, heldSpans, type LoggedObservation } from "../../../src/residency/evidence/coverage.ts";
import {
  describeObservation,
  reportOfBinding,
  reportOfObject,
  type Observation,
} from "../../../src/residency/evidence/observation.ts";
import { exceptionsIn } from "../../../src/residency/evidence/statement.ts";
import { isExportName, parseExportLink } from "../../../src/residency/export-link.ts";
import { canonicalJson } from "../../../src/kernel/canonical-json.ts";
import { dataFlowText } from "../../../src/residency/data-flow-text.ts";
import { mapDataFlow } from "../../../src/residency/data-flow.ts";
import type { Deployment } from "../../../src/residency/index.ts";

const PLATFORM: Deployment = { MODE: "production", CELL: "global" };
const LOCAL: Deployment = { MODE: "local", CELL: "global" };
const OPERATOR_CELL: Deployment = { MODE: "production", CELL: "in" };

describe("a store's place is told by", () => {
  it("the platform, for an object with a lock", () => {
    expect(reportOfObject("eu", PLATFORM)).toMatchObject({ jurisdiction: "eu", by: "platform" });
  });

  it("nobody, for an object without one, each time for its own reason", () => {
    const told = [PLATFORM, LOCAL, OPERATOR_CELL].map((deployment) => reportOfObject(undefined, deployment));
    expect(told.map(({ jurisdiction, by }) => [jurisdiction, by])).toEqual([
      [null, "nobody"],
      [null, "nobody"],
      [null, "nobody"],
    ]);
    expect(new Set(told.map(({ says }) => says)).size).toBe(3);
  });

  it("what provisioning asked for, for a database or bucket of a jurisdiction that the platform has", () => {
    expect(reportOfBinding("us", "ENAM", PLATFORM)).toMatchObject({
      jurisdiction: "us",
      by: "provisioning",
      region: "ENAM",
    });
    expect(reportOfBinding("in", null, PLATFORM)).toMatchObject({ jurisdiction: null, by: "nobody" });
    expect(reportOfBinding("eu", null, LOCAL)).toMatchObject({ jurisdiction: null, by: "nobody" });
    expect(reportOfBinding("in", null, OPERATOR_CELL).says).toContain("operator");
  });
});

const observationAt = (at: string, changes: Partial<Observation> = {}): LoggedObservation => {
  const residency = { processing: "anywhere", lock: "preferred", exception: null } as const;
  const observed = { jurisdiction: "eu", isolation: "pool", residency, stores: [] } as const;
  return { seq: 0, at, observation: { ...describeObservation(observed, PLATFORM), ...changes } };
};
const day = (of: number, hour = 0): string => new Date(Date.UTC(2026, 10, of, hour)).toISOString();

describe("a period", () => {
  it("that was looked at daily has no gap, also when a run came late", () => {
    const seen = [observationAt(day(1, 12)), observationAt(day(2, 23)), observationAt(day(4, 9))];
    expect(coverageOf(seen, { from: day(1), to: day(5) })).toEqual({ observations: 3, gaps: [] });
  });

  it("has a gap at its start, in its middle and at its end", () => {
    const seen = [observationAt(day(4)), observationAt(day(8))];
    expect(coverageOf(seen, { from: day(1), to: day(12) }).gaps).toEqual([
      { from: day(1), to: day(4) },
      { from: day(4), to: day(8) },
      { from: day(8), to: day(12) },
    ]);
  });

  it("is one span as long as the same held it, and a new one when anything of that changed", () => {
    const moved = { jurisdiction: "us" } as const;
    const seen = [
      observationAt(day(1)),
      observationAt(day(2)),
      observationAt(day(3), moved),
      observationAt(day(4)),
    ];
    const spans = heldSpans(seen).map(({ jurisdiction, first, last, observations }) => [
      jurisdiction,
      first,
      last,
      observations,
    ]);
    expect(spans).toEqual([
      ["eu", day(1), day(2), 2],
      ["us", day(3), day(3), 1],
      ["eu", day(4), day(4), 1],
    ]);
  });

  it("has the exceptions that were in force when somebody looked, each once", () => {
    const exception = { reason: "a test", until: day(3), by: "operator" };
    const residency = { processing: "anywhere", lock: "required", exception } as const;
    const seen = [1, 2, 4].map((of) => observationAt(day(of), { residency }));
    expect(exceptionsIn(seen)).toEqual([exception]);
    expect(exceptionsIn(seen.slice(2))).toEqual([]);
  });
});

describe("a link to an export", () => {
  const link = { tenant: "ten_x", offboarding: "off_x", name: "a/b.ndjson", expires_at: day(1) };

  it("is read back as it was written, and in no other spelling", () => {
    expect(parseExportLink(canonicalJson(link))).toEqual(link);
    expect(parseExportLink(JSON.stringify(link, null, 1))).toBeNull();
    expect(parseExportLink(canonicalJson({ ...link, more: 1 }))).toBeNull();
    expect(parseExportLink(canonicalJson({ ...link, name: "../x" }))).toBeNull();
  });

  it.each(["", "/a", "a/", "a//b", "../a", "a/..", ".hidden", "a\\b", "a/b/c/d/e", "a b"])(
    "names no `%s`",
    (name) => {
      expect(isExportName(name)).toBe(false);
    },
  );
});

it("a map as text says what is not said", () => {
  const operations = [{ id: "odd", method: "GET", path: "/odd", audience: "operator" }] as const;
  const text = dataFlowText(mapDataFlow({ operations, jobs: [{ kind: "a.b" }], tasks: [{ name: "c.d" }] }));
  expect(text).toContain("| `odd` | `GET /odd` | not said | none | the platform's operator | anywhere |");
  expect(text).toContain("- queue `a.b`: ids only\n- cron `c.d`: ids only");
});
