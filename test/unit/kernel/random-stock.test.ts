// Random bytes from a stock: each byte goes to one asker.

import { expect, it } from "vitest";
import { createRandomStock } from "../../../src/kernel/random-stock.ts";

/** Bytes that count on, so that one handed out twice shows. */
function counting() {
  let next = 0;
  const asked: number[] = [];
  const random = createRandomStock((sizeBytes) => {
    asked.push(sizeBytes);
    return Uint8Array.from({ length: sizeBytes }, () => next++ % 251);
  });
  return { random, asked };
}

it("hands each byte out once, and asks once for many", () => {
  const { random, asked } = counting();
  const told = Array.from({ length: 300 }, () => random(10));
  expect(told.every((bytes) => bytes.byteLength === 10)).toBe(true);
  // 102 times ten bytes of a stock of 1,024; the four left over are given up.
  const expected = Array.from({ length: 300 }, (_, i) => Math.floor(i / 102) * 1_024 + (i % 102) * 10);
  expect(told.map((bytes) => bytes[0])).toEqual(expected.map((at) => at % 251));
  expect(asked).toEqual([1_024, 1_024, 1_024]);
});

it("leaves what was handed out to its asker, and takes what is larger than the stock from the platform", () => {
  const { random, asked } = counting();
  const first = random(4);
  first.fill(255);
  expect([...random(4)]).toEqual([4, 5, 6, 7]);
  expect(random(2_000).byteLength).toBe(2_000);
  expect(asked).toEqual([1_024, 2_000]);
});
