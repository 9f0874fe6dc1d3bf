// Patterns of filters and policies: the same answer as the platform's engine for the shared syntax, and linear time for all of it.

import { expect, test } from "vitest";
import { parsePattern } from "../../../src/kernel/pattern.ts";
import { seeded } from "../telemetry/sample-tables.ts";

function matches(pattern: string, value: string): boolean {
  const matcher = parsePattern(pattern);
  if (!matcher.ok) throw new Error(matcher.fault);
  return matcher.value(value);
}

test("a pattern matches whole values", () => {
  expect(matches("api|web", "api")).toBe(true);
  expect(matches("api", "api-2")).toBe(false);
  expect(matches("api-\\d{1,3}", "api-204")).toBe(true);
  expect(matches("[^a-c]+", "xyz")).toBe(true);
  expect(matches("\u65e5.", "\u65e5\ud83d\ude80")).toBe(true);
  expect(matches("", "")).toBe(true);
  expect(matches("a.c", "a\nc")).toBe(false);
});

test("random patterns agree with the platform's engine", () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? "";
  const make = (depth: number): string => {
    if (depth === 0) return pick(["a", "b", ".", "[ab]", "[^a]", "\\d", "c"]);
    const inner = make(depth - 1);
    return pick([
      inner + make(depth - 1),
      `(${inner})${pick(["*", "+", "?", "{2}", "{1,2}", "{0,}"])}`,
      `(?:${inner}|${make(depth - 1)})`,
    ]);
  };
  for (let round = 0; round < 300; round++) {
    const pattern = make(3);
    const engine = new RegExp(`^(?:${pattern})$`, "u");
    for (let tries = 0; tries < 10; tries++) {
      const value = Array.from({ length: Math.floor(random() * 7) }, () => pick(["a", "b", "c", "1"])).join(
        "",
      );
      expect(matches(pattern, value), `seed ${seed} ${pattern} on ${value}`).toBe(engine.test(value));
    }
  }
});

test("a pattern that makes a backtracking engine explode is quick", () => {
  const value = "a".repeat(2_000);
  const startMs = performance.now();
  expect(matches("(a+)+b", value)).toBe(false);
  expect(matches("(a|aa)*b", value)).toBe(false);
  expect(matches("a*a*a*a*a*a*b", value)).toBe(false);
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

test.each([
  "(?=a)",
  "(a)\\1",
  "a**",
  "(",
  ")",
  "[b-a]",
  "a{3,1}",
  "a{100}",
  "^a$",
  "x".repeat(1_001),
  "((a{64}){64}){64}",
])("the pattern %s is refused with its reason", (pattern) => {
  const parsed = parsePattern(pattern);
  expect(parsed.ok ? "accepted" : parsed.fault).toMatch(/\w+ \w+/);
  expect(parsed.ok).toBe(false);
});
