// Numbers and instants as people read them.

import { describe, expect, it } from "vitest";
import { openClockface, writeChange, writeNumber } from "../../../src/reporting/index.ts";

describe("a number", () => {
  it.each([
    [0, undefined, "0"],
    [1_250, undefined, "1.25k"],
    [999_950, undefined, "1M"],
    [0.00042, undefined, "0.00042"],
    [-12.5, undefined, "−12.5"],
    [340, "ms", "340 ms"],
    [1_500, "ms", "1.5 s"],
    [0.00025, "s", "250 µs"],
    [90, "s", "1.5 min"],
    [2_621_440, "By", "2.5 MiB"],
    [0.993, "ratio", "99.3 %"],
    [99.95, "percent", "100 %"],
    [1_234.5, "USD", "$1,234.50"],
    [-3, "EUR", "−€3.00"],
    [2_500_000, "USD", "$2.5M"],
    [38, "{request}/s", "38 requests/s"],
    [4_100, "widgets", "4.1k widgets"],
    [Number.NaN, undefined, "no number"],
    [Number.POSITIVE_INFINITY, "ms", "∞"],
  ] as const)("%d in %s is written %s", (value, unit, text) => {
    expect(writeNumber(value, { unit })).toBe(text);
  });

  it("has the decimals that are asked for", () => {
    expect(writeNumber(99.954, { unit: "percent", decimals: 2 })).toBe("99.95 %");
  });

  it("changes in words", () => {
    expect([writeChange(110, 100), writeChange(50, 100), writeChange(1, 1), writeChange(1, 0)]).toEqual([
      "+10.0 %",
      "−50.0 %",
      "no change",
      "from nothing",
    ]);
  });
});

describe("an instant", () => {
  const AT = Date.UTC(2026, 2, 29, 0, 30);
  const HOUR = 3_600_000;

  it("is written in its zone, over a change of the clock too", () => {
    const clock = openClockface("Europe/Berlin", HOUR);
    expect([clock.short(AT), clock.short(AT + HOUR)]).toEqual(["01:30", "03:30"]);
    expect(clock.long(AT)).toBe("2026-03-29 01:30:00");
  });

  it("is written with as much as its range needs, and in UTC where the zone is unknown", () => {
    expect(openClockface("Nowhere/Atall", 48 * HOUR).short(AT)).toBe("29 Mar 00:30");
    expect(openClockface("Asia/Kolkata", 400 * 24 * HOUR).short(AT)).toBe("Mar 2026");
  });
});
