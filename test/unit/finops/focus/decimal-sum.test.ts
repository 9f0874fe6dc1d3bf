// Sums of decimals are exact, whatever the order, the places and the notation: held against BigInt on seeded numbers.

import { describe, expect, it } from "vitest";
import { addDecimal, emptySum, sumOf } from "../../../../src/finops/focus/decimal-sum.ts";
import { formatMoney } from "../../../../src/kernel/money.ts";
import { seededRandom } from "../../../support/ingest.ts";

function total(...texts: string[]): string {
  const sum = emptySum();
  for (const text of texts) addDecimal(sum, text);
  return formatMoney(sumOf(sum));
}

describe("sums of decimals", () => {
  it("a tenth and two tenths are three tenths", () => {
    expect(total("0.1", "0.2")).toBe("0.3");
  });

  it("takes mantissa and exponent, and numbers longer than a float holds", () => {
    expect(total("1E3", "2.5E-2", "-0.005")).toBe("1000.02");
    expect(total("90071992547409931.000000000001", "0.000000000001")).toBe("90071992547409931.000000000002");
  });

  it("rounds once, after everything was added", () => {
    expect(total("0.0000000000004", "0.0000000000004", "0.0000000000004")).toBe("0.000000000001");
    expect(total("0.0000000000004")).toBe("0");
  });

  it("equals the sum of whole numbers of the deepest place", () => {
    const seed = 20_261_124;
    const random = seededRandom(seed);
    for (let round = 0; round < 200; round++) {
      const places = Array.from({ length: 50 }, () => Math.floor(random() * 13));
      const texts = places.map((scale) => {
        const whole = `${random() < 0.5 ? "-" : ""}${Math.floor(random() * 10 ** Math.ceil(random() * 15))}`;
        const digits = String(Math.floor(random() * 10 ** scale)).padStart(scale, "0");
        return scale === 0 ? whole : `${whole}.${digits}`;
      });
      const exact = texts.reduce((added, text) => {
        const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
        const units = BigInt(whole) * 10n ** 12n + BigInt(fraction.padEnd(12, "0"));
        return added + (text.startsWith("-") ? -units : units);
      }, 0n);
      const sum = emptySum();
      for (const text of texts) addDecimal(sum, text);
      expect(sumOf(sum), `seed ${seed}, round ${round}`).toBe(exact);
    }
  });
});
