// Which addresses an isolate takes for guessers, and for how long.

import { expect, it } from "vitest";
import { createGuessers } from "../../../src/edge/guessers.ts";

it("knows an address for five seconds after it was last noted", () => {
  const guessers = createGuessers();
  guessers.note("a", 0);
  expect([0, 4_999, 5_000].map((ms) => guessers.has("a", ms))).toEqual([true, true, false]);
  guessers.note("a", 4_000);
  expect([8_999, 9_000].map((ms) => guessers.has("a", ms))).toEqual([true, false]);
  expect(guessers.has("b", 0)).toBe(false);
});

it("stays bounded: of too many addresses it forgets those that were noted first", () => {
  const guessers = createGuessers();
  for (let i = 0; i < 4_096; i++) guessers.note(`address ${i}`, 0);
  guessers.note("address 0", 1);
  guessers.note("one more", 1);
  expect(guessers.has("address 0", 1)).toBe(true);
  expect(guessers.has("address 1", 1)).toBe(false);
  expect(guessers.has("address 2", 1)).toBe(true);
  expect(guessers.has("one more", 1)).toBe(true);
});
