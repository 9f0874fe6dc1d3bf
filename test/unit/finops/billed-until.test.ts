// Days that are not billed yet are not free: series end where the bills do.

import { expect, it } from "vitest";
import { billedUntil, daySeries, parseScope, type DayValue } from "../../../src/finops/index.ts";

const bill = (provider: string, day: string, team = "a"): DayValue => {
  return { day, value: 10, origin: "imported", of: { provider, team } };
};
const usage = (day: string, team = "a"): DayValue => ({ day, value: 1, origin: "usage", of: { team } });

const seriesOf = (values: readonly DayValue[], text: string) => {
  const scope = parseScope(text);
  if (scope === null) throw new Error(text);
  return daySeries(values, scope, "2026-11-10").map(({ date, value }) => `${date.slice(8)} ${value}`);
};

it("the provider that is billed last decides, and one that is long gone does not", () => {
  const bills = [
    { provider: "one", day: "2026-11-08" },
    { provider: "one", day: "2026-11-05" },
    { provider: "two", day: "2026-11-03" },
    { provider: "gone", day: "2026-01-03" },
  ];
  expect(billedUntil(bills, "2026-11-10")).toBe("2026-11-03");
  expect(billedUntil([], "2026-11-10")).toBe("2026-11-10");
});

it("a scope with bills ends with them, one of usage alone goes on to the end", () => {
  const values = [
    usage("2026-11-07"),
    usage("2026-11-09"),
    bill("one", "2026-11-07"),
    bill("one", "2026-11-08"),
  ];
  expect(seriesOf(values, "tenant")).toEqual(["07 11", "08 10"]);
  expect(seriesOf(values, "usage")).toEqual(["07 1", "08 0", "09 1", "10 0"]);
});

it("a part of a bill that cost nothing on its last days is known until the bill ends", () => {
  const values = [bill("one", "2026-11-05", "b"), bill("one", "2026-11-07", "a")];
  expect(seriesOf(values, "team:b")).toEqual(["05 10", "06 0", "07 0"]);
});
