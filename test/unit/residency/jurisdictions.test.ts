// The registry of jurisdictions: what a careless edit of a row could break.

import { describe, expect, it } from "vitest";
import { JURISDICTIONS } from "../../../src/directory/index.ts";
import { DATA_CLASS_NAMES, DATA_CLASSES } from "../../../src/policy/index.ts";
import { DATA_STORES, guaranteeOf, JURISDICTION_ROWS } from "../../../src/residency/index.ts";
import { countryOfColo } from "../../../src/residency/colos.ts";

describe.each(JURISDICTIONS)("the row of `%s`", (jurisdiction) => {
  const row = JURISDICTION_ROWS[jurisdiction];

  it("has its primary and its backup inside the region", () => {
    expect(row.countries).toContain(row.primary.country);
    expect(row.countries).toContain(row.backup.country);
  });

  it("prohibits none of its own countries and none that it calls adequate", () => {
    for (const country of row.prohibited) expect([...row.countries, ...row.adequate]).not.toContain(country);
  });

  it("names countries by two capital letters, each once in a list", () => {
    for (const list of [row.countries, row.prohibited, row.adequate]) {
      expect(new Set(list).size).toBe(list.length);
      for (const country of list) expect(country).toMatch(/^[A-Z]{2}$/);
    }
  });

  it("claims the platform's guarantee only where the platform has a lock, and says where that is written", () => {
    expect(row.guarantee).toBe(row.platformJurisdiction === null ? "best_effort" : "platform");
    expect(row.guaranteeSource.url).toMatch(/^https:\/\/developers\.cloudflare\.com\//);
    expect(row.guaranteeSource.on).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it("has at least one data center of its countries in the table of data centers", () => {
    const known = ["FRA", "IAD", "BOM", "NRT", "SHA"].map((colo) => countryOfColo(colo) ?? "");
    expect(row.countries.filter((country) => known.includes(country))).toHaveLength(1);
  });
});

it.each(["in", "jp", "cn"] as const)("`%s` keeps its backup in its own country", (jurisdiction) => {
  const { primary, backup } = JURISDICTION_ROWS[jurisdiction];
  expect(backup.country).toBe(primary.country);
  expect(backup.region).not.toBe(primary.region);
});

it("the guarantee is that of the deployment: an operator's cell, the platform's, or none of local mode", () => {
  const global = { MODE: "production", CELL: "global" } as const;
  expect(guaranteeOf("eu", global).guarantee).toBe("platform");
  expect(guaranteeOf("in", global).guarantee).toBe("best_effort");
  expect(guaranteeOf("in", { MODE: "production", CELL: "in" }).guarantee).toBe("operator");
  expect(guaranteeOf("eu", { MODE: "local", CELL: "global" })).toMatchObject({
    guarantee: "best_effort",
    source: { says: expect.stringContaining("local mode") },
  });
});

it("every class of data has a store, and nothing but what is public or operational is in the directory", () => {
  for (const name of DATA_CLASS_NAMES) {
    expect(DATA_STORES[name].length).toBeGreaterThan(0);
    if (DATA_CLASSES[name].sensitivity > 1) {
      expect(DATA_STORES[name]).not.toContain("directory");
      expect(DATA_STORES[name]).not.toContain("queue");
    }
  }
});

it.each([
  ["AMS", "NL"],
  ["ams", "NL"],
  ["IAD", "US"],
  ["LHR", null],
  ["ZRH", null],
  ["HKG", null],
  ["XXX", null],
  ["", null],
])("the data center `%s` is in `%s`", (colo, country) => {
  expect(countryOfColo(colo)).toBe(country);
});
