// Where a value is wrong, and what is said there.

import { expect, test } from "vitest";
import { z } from "zod";
import { pointerTo, violationsOf } from "../../../src/kernel/violations.ts";

function violations(schema: z.ZodType, value: unknown, base = "") {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : violationsOf(parsed.error, base);
}

const reader = z.union([
  z.strictObject({ user: z.string() }),
  z.strictObject({ email: z.email(), country: z.string() }),
]);

test("of several shapes it is told what the nearest one lacks, at its place", () => {
  const [violation, ...others] = violations(
    z.array(reader),
    [{ user: "a" }, { email: "a@b.example" }],
    "/to",
  );
  expect(violation).toMatchObject({ pointer: "/to/1/country" });
  expect(others).toEqual([]);
});

test("where no shape is nearer than another, the value as a whole is told", () => {
  expect(violations(z.union([z.string(), z.number()]), true, "/at")).toMatchObject([{ pointer: "/at" }]);
});

test("a field that does not exist is told at its own place, with its name escaped", () => {
  const message = "there is no such field";
  expect(violations(z.strictObject({}), { "a/b": 1 })).toEqual([{ pointer: "/a~1b", message }]);
  expect(pointerTo("", "~")).toBe("/~0");
});
