// Exact decimals: what is written is what is kept, and what is divided adds up again.

import { describe, expect, it } from "vitest";
import {
  apportion,
  divideRounded,
  formatMoney,
  moneyOf,
  ONE,
  parseMoney,
  roundMoney,
} from "../../../src/kernel/money.ts";
import { seededRandom } from "../../support/ingest.ts";

const money = (text: string): bigint => {
  const parsed = parseMoney(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

describe("an amount", () => {
  it.each(["0", "1", "-1", "0.00003", "-0.5", "123456789012345678.123456789012", "0.000000000001"])(
    "`%s` is told as it was written",
    (text) => {
      expect(formatMoney(money(text))).toBe(text);
    },
  );

  it.each([
    ["1.50", "1.5"],
    ["007", "7"],
    ["-0", "0"],
  ])("`%s` is told in its shortest form `%s`", (text, told) => {
    expect(formatMoney(money(text))).toBe(told);
  });

  it.each(["", "1.", ".5", "1e3", "1,5", "NaN", " 1", "0.0000000000001", "1234567890123456789", "--1"])(
    "`%s` is refused",
    (text) => {
      expect(parseMoney(text)).toMatchObject({ ok: false, fault: { code: "request.invalid" } });
    },
  );

  it("sums a million of the smallest rate without a trace of a float", () => {
    expect(formatMoney(money("0.00003") * 1_000_000n)).toBe("30");
  });

  it.each([
    ["0.125", 2, "0.12"],
    ["0.135", 2, "0.14"],
    ["-0.125", 2, "-0.12"],
    ["2.5", 0, "2"],
    ["3.5", 0, "4"],
    ["0.1251", 2, "0.13"],
  ] as const)("`%s` rounded to %i places is `%s`: halves go to the even", (text, places, rounded) => {
    expect(formatMoney(roundMoney(money(text), places))).toBe(rounded);
  });

  it("divides exactly where it can", () => {
    expect(divideRounded(10n * ONE, 4n)).toBe((5n * ONE) / 2n);
  });
});

describe("a sum of amounts", () => {
  it("has as many digits as it takes, and is read back", () => {
    const most = money("999999999999999999.999999999999");
    expect(moneyOf(formatMoney(most * -2_000n))).toBe(most * -2_000n);
  });

  it.each(["", "1e21", "1.", "0.0000000000001"])("`%s`, which is none, is a bug", (text) => {
    expect(() => moneyOf(text)).toThrow(TypeError);
  });
});

describe("apportioning", () => {
  it.each([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [10n, [0n, 0n], [5n, 5n]],
    [7n, [3n, 0n, 1n], [5n, 0n, 2n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [5n, [], []],
  ])("%s by %s gives %s", (total, weights, parts) => {
    expect(apportion(total, weights)).toEqual(parts);
  });

  it("adds up to the total for any weights, and no part is off by one whole", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    for (let run = 0; run < 500; run++) {
      const weights = Array.from({ length: 1 + Math.floor(random() * 9) }, () =>
        BigInt(Math.floor(random() * 1e6)),
      );
      const total = BigInt(Math.floor(random() * 1e12)) * 1_000n;
      const parts = apportion(total, weights);
      const sum = weights.reduce((added, weight) => added + weight, 0n);
      expect(
        parts.reduce((added, part) => added + part, 0n),
        `seed ${seed}`,
      ).toBe(total);
      for (const [at, part] of parts.entries()) {
        const off = sum === 0n ? 0n : part * sum - total * (weights[at] ?? 0n);
        expect((off < 0n ? -off : off) <= sum, `seed ${seed}`).toBe(true);
      }
    }
  });
});
