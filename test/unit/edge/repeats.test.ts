// Which of many equal refusals are written to the access log.

import { expect, it } from "vitest";
import { createRepeats } from "../../../src/edge/repeats.ts";

it("admits the first of a kind in a second and tells the next one how many were left out", () => {
  const repeats = createRepeats();
  expect([0, 1, 500, 999].map((ms) => repeats.admit("a", ms))).toEqual([0, null, null, null]);
  expect(repeats.admit("b", 999)).toBe(0);
  expect(repeats.admit("a", 1_000)).toBe(3);
  expect(repeats.admit("a", 5_000)).toBe(0);
});

it("stays bounded when every refusal is of another kind", () => {
  const repeats = createRepeats();
  for (let kind = 0; kind < 5_000; kind++) expect(repeats.admit(`kind ${kind}`, 0)).toBe(0);
  expect(repeats.admit("kind 4999", 1)).toBeNull();
});
