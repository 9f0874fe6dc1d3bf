// Suppositions on a forecast: another price, growth, a commitment.

import { expect, it } from "vitest";
import { forecastDaily, suppose } from "../../../../src/finops/index.ts";
import { daysFrom } from "./days.ts";

function flat() {
  const made = forecastDaily(
    daysFrom("2025-01-01", 100, () => 100),
    { horizon: 10 },
  );
  if (!made.ok) throw new Error(made.fault.code);
  return made.value;
}

it("with nothing supposed is the forecast", () => {
  const supposed = suppose(flat(), {});
  expect(supposed.days).toEqual(flat().days);
  expect(supposed.difference).toBeCloseTo(0, 9);
});

it("with a price factor costs so many times as much, intervals too", () => {
  const supposed = suppose(flat(), { priceFactor: 1.5 });
  expect(supposed.total.mean).toBeCloseTo(1_500, 4);
  expect(supposed.difference).toBeCloseTo(500, 4);
  expect(supposed.total.intervals[2]?.upper).toBeCloseTo(1.5 * (flat().total.intervals[2]?.upper ?? 0), 6);
});

it("with growth rises day by day up to it", () => {
  const supposed = suppose(flat(), { growthPercent: 20 });
  expect(supposed.days[9]?.mean).toBeCloseTo(120, 4);
  expect(supposed.days[4]?.mean).toBeCloseTo(110, 4);
});

it("with a commitment pays it whether used or not, and only the rest at the usual price", () => {
  const half = suppose(flat(), { commitment: { perDay: 50, price: 0.6 } });
  expect(half.days[0]?.mean).toBeCloseTo(80, 4);
  const idle = suppose(flat(), { commitment: { perDay: 200, price: 0.6 } });
  expect(idle.days[0]?.mean).toBeCloseTo(120, 4);
});
