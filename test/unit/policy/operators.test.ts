// Every operator: where it holds, where it does not, where it errs, and what it refuses to be written with.

import { expect, test } from "vitest";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import { OPERATORS } from "../../../src/policy/operators.ts";
import { parsePolicy } from "../../../src/policy/parse/parse-policy.ts";
import { allowWhen, ask, compiledOf, type Asked } from "../../support/policy-requests.ts";

type Case = readonly [
  operator: string,
  attribute: string,
  value: unknown,
  asked: Asked,
  outcome: "allow" | "deny" | "error",
];

const country = (name: string): Asked => ({ context: { country: name } });
const ip = (address: string): Asked => ({ context: { ip: address } });
const clearance = (level: number): Asked => ({ principal: { clearance: level } });
const groups = (...names: string[]): Asked => ({ principal: { groups: names } });
const at = (time: string): Asked => ({ context: { timeMs: Date.parse(time) } });
const hour = (clock: string): Asked => at(`2026-06-10T${clock}:00Z`);

const CASES: readonly Case[] = [
  ["equals", "context.country", "DE", country("DE"), "allow"],
  ["equals", "context.country", "DE", country("FR"), "deny"],
  ["equals", "context.country", "DE", {}, "error"],
  ["equals", "principal.attributes.constructor", "x", {}, "error"],
  ["equals", "context.ip", "::1", ip("0:0:0:0:0:0:0:1"), "allow"],
  ["not_equals", "context.country", "DE", country("FR"), "allow"],
  ["not_equals", "context.country", "DE", country("DE"), "deny"],
  ["not_equals", "context.country", "DE", {}, "error"],
  ["in", "context.country", ["DE", "FR"], country("FR"), "allow"],
  ["in", "context.country", ["DE", "FR"], country("US"), "deny"],
  ["in", "principal.groups", ["ops", "dev"], groups("dev"), "allow"],
  ["in", "principal.groups", ["ops", "dev"], groups("sales"), "deny"],
  ["not_in", "context.country", ["DE", "FR"], country("US"), "allow"],
  ["not_in", "context.country", ["DE", "FR"], country("DE"), "deny"],
  ["not_in", "context.country", ["DE"], {}, "error"],
  ["greater", "principal.clearance", 2, clearance(3), "allow"],
  ["greater", "principal.clearance", 2, clearance(2), "deny"],
  ["greater", "principal.clearance", 2, {}, "error"],
  ["greater_or_equal", "principal.clearance", 2, clearance(2), "allow"],
  ["greater_or_equal", "principal.clearance", 2, clearance(1), "deny"],
  ["less", "principal.clearance", 2, clearance(1), "allow"],
  ["less", "context.time", "2026-06-10T12:00:00Z", hour("12:00"), "deny"],
  ["less_or_equal", "principal.clearance", 2, clearance(2), "allow"],
  ["less_or_equal", "principal.clearance", 2, clearance(2.5), "deny"],
  ["between", "context.hour_of_day", [9, 17], hour("09:00"), "allow"],
  ["between", "context.hour_of_day", [9, 17], hour("16:59"), "allow"],
  ["between", "context.hour_of_day", [9, 17], hour("17:00"), "deny"],
  ["starts_with", "context.api_version", "2026-", { context: { apiVersion: "2026-01" } }, "allow"],
  ["starts_with", "context.api_version", "2026-", { context: { apiVersion: "x2026-" } }, "deny"],
  ["ends_with", "principal.id", "@acme.com", { principal: { id: "ada@acme.com" } }, "allow"],
  ["ends_with", "principal.id", "@acme.com", { principal: { id: "ada@acme.com.evil" } }, "deny"],
  ["contains", "principal.id", "da", {}, "allow"],
  ["contains", "principal.id", "xx", {}, "deny"],
  ["contains", "principal.groups", "ops", groups("ops", "dev"), "allow"],
  ["contains", "principal.groups", "op", groups("ops", "dev"), "deny"],
  ["matches", "principal.id", "svc-[0-9]+", { principal: { id: "svc-42" } }, "allow"],
  ["matches", "principal.id", "svc-[0-9]+", { principal: { id: "x-svc-42" } }, "deny"],
  ["matches", "principal.id", "(a+)+b", { principal: { id: "a".repeat(5_000) } }, "deny"],
  ["exists", "context.country", true, country("DE"), "allow"],
  ["exists", "context.country", true, {}, "deny"],
  ["exists", "context.country", false, {}, "allow"],
  ["in_cidr", "context.ip", "10.0.0.0/8", ip("10.255.0.1"), "allow"],
  ["in_cidr", "context.ip", "10.0.0.0/8", ip("11.0.0.1"), "deny"],
  ["in_cidr", "context.ip", ["2001:db8::/32"], ip("2001:db8:1::9"), "allow"],
  ["in_cidr", "context.ip", ["2001:db8::/32"], ip("10.0.0.1"), "deny"],
  ["in_cidr", "context.ip", "10.0.0.0/8", ip("::ffff:10.1.1.1"), "allow"],
  ["in_cidr", "context.ip", "0.0.0.0/0", ip("2001:db8::1"), "deny"],
  ["in_cidr", "context.ip", "10.0.0.0/8", ip("10.0.0.1, 8.8.8.8"), "error"],
  ["in_cidr", "context.ip", "10.0.0.0/8", ip("010.0.0.1"), "error"],
  [
    "within_time",
    "context.time",
    { days: ["wednesday"], from: "09:30", to: "17:00" },
    hour("09:30"),
    "allow",
  ],
  ["within_time", "context.time", { days: ["wednesday"], from: "09:30", to: "17:00" }, hour("17:00"), "deny"],
  ["within_time", "context.time", { days: ["thursday"] }, hour("12:00"), "deny"],
  ["within_time", "context.time", { days: ["tuesday"], from: "22:00", to: "06:00" }, hour("05:59"), "allow"],
  ["within_time", "context.time", { days: ["wednesday"], from: "22:00", to: "06:00" }, hour("05:59"), "deny"],
];

test.each(CASES)("%s of %s with %j, asked %j, comes to %s", (operator, attribute, value, asked, outcome) => {
  const policy = allowWhen([{ attribute, operator, value } as never]);
  const { effect, errors } = decideAccess(compiledOf({ policies: [policy] }), ask(asked));
  expect(errors.length > 0 ? "error" : effect).toBe(outcome);
});

test("every operator of the registry has a case", () => {
  const covered = new Set(CASES.map(([operator]) => operator));
  expect([...OPERATORS.keys()].filter((name) => !covered.has(name))).toEqual([]);
});

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  [
    "an unknown operator",
    { attribute: "context.country", operator: "like", value: "x" },
    "/conditions/0/operator",
  ],
  [
    "an inherited name",
    { attribute: "context.country", operator: "toString", value: "x" },
    "/conditions/0/operator",
  ],
  [
    "an unknown attribute",
    { attribute: "context.moon", operator: "equals", value: "x" },
    "/conditions/0/attribute",
  ],
  [
    "a prototype's attribute",
    { attribute: "__proto__", operator: "equals", value: "x" },
    "/conditions/0/attribute",
  ],
  [
    "a number for a text",
    { attribute: "context.country", operator: "equals", value: 4 },
    "/conditions/0/value",
  ],
  [
    "an order of texts",
    { attribute: "context.country", operator: "less", value: "x" },
    "/conditions/0/operator",
  ],
  ["a text for a list", { attribute: "context.country", operator: "in", value: "DE" }, "/conditions/0/value"],
  ["an empty list", { attribute: "context.country", operator: "in", value: [] }, "/conditions/0/value"],
  [
    "a list past its bound",
    { attribute: "context.country", operator: "in", value: Array.from({ length: 1_001 }, (_, i) => `c${i}`) },
    "/conditions/0/value",
  ],
  ["one bound", { attribute: "context.hour_of_day", operator: "between", value: [9] }, "/conditions/0/value"],
  [
    "a bound that is no number",
    { attribute: "context.hour_of_day", operator: "between", value: [9, "17"] },
    "/conditions/0/value",
  ],
  [
    "a pattern that backtracks",
    { attribute: "principal.id", operator: "matches", value: "(a)\\1" },
    "/conditions/0/value",
  ],
  [
    "a pattern that is huge",
    { attribute: "principal.id", operator: "matches", value: "((a{64}){64}){64}" },
    "/conditions/0/value",
  ],
  [
    "a network with host bits",
    { attribute: "context.ip", operator: "in_cidr", value: "10.0.0.1/8" },
    "/conditions/0/value",
  ],
  [
    "a network past 32 bits",
    { attribute: "context.ip", operator: "in_cidr", value: "10.0.0.0/33" },
    "/conditions/0/value",
  ],
  [
    "an instant without a zone",
    { attribute: "context.time", operator: "less", value: "2026-01-01T00:00:00" },
    "/conditions/0/value",
  ],
  [
    "a clock past 24:00",
    { attribute: "context.time", operator: "within_time", value: { from: "25:00" } },
    "/conditions/0/value",
  ],
  [
    "an empty window",
    { attribute: "context.time", operator: "within_time", value: { from: "09:00", to: "09:00" } },
    "/conditions/0/value",
  ],
  [
    "a day that is none",
    { attribute: "context.time", operator: "within_time", value: { days: ["Monday"] } },
    "/conditions/0/value",
  ],
  [
    "a day never told",
    { attribute: "context.day_of_week", operator: "not_equals", value: "mon" },
    "/conditions/0/value",
  ],
  ["no value", { attribute: "context.country", operator: "equals" }, "/conditions/0/value"],
];

test.each(REFUSED)("%s is refused where it stands", (_, condition, pointer) => {
  const parsed = parsePolicy({ ...allowWhen([]), conditions: [condition] });
  expect(parsed.ok ? "accepted" : parsed.fault.code).toBe("request.invalid");
  expect(parsed.ok ? [] : parsed.fault.violations?.map((one) => one.pointer)).toEqual([pointer]);
});

const BUSINESS = allowWhen([{ attribute: "context.hour_of_day", operator: "between", value: [9, 17] }]);

test.each([
  // Berlin goes from +1 to +2 on 2026-03-29 at 01:00 UTC, and back on 2026-10-25 at 01:00 UTC.
  ["Europe/Berlin", "2026-03-28T08:00:00Z", "allow"],
  ["Europe/Berlin", "2026-03-28T07:59:59Z", "deny"],
  ["Europe/Berlin", "2026-03-29T07:00:00Z", "allow"],
  ["Europe/Berlin", "2026-03-29T06:59:59Z", "deny"],
  ["Europe/Berlin", "2026-10-25T08:00:00Z", "allow"],
  ["Europe/Berlin", "2026-10-25T07:59:59Z", "deny"],
  ["Asia/Kolkata", "2026-06-10T03:30:00Z", "allow"],
  ["Asia/Kolkata", "2026-06-10T03:29:59Z", "deny"],
  ["Asia/Kathmandu", "2026-06-10T03:15:00Z", "allow"],
  ["America/New_York", "2026-06-10T13:00:00Z", "allow"],
  // Lord Howe shifts by half an hour.
  ["Australia/Lord_Howe", "2026-06-09T22:30:00Z", "allow"],
  ["Australia/Lord_Howe", "2026-12-09T22:00:00Z", "allow"],
  ["Australia/Lord_Howe", "2026-12-09T21:59:59Z", "deny"],
])("business hours in %s at %s: %s", (timeZone, time, effect) => {
  const compiled = compiledOf({ policies: [BUSINESS], timeZone });
  expect(decideAccess(compiled, ask(at(time))).effect).toBe(effect);
});

test("hours asked out of order do not disturb each other", () => {
  const compiled = compiledOf({ policies: [BUSINESS], timeZone: "Europe/Berlin" });
  const effects = ["2026-03-29T07:00:00Z", "2026-03-28T07:30:00Z", "2026-03-29T07:00:00Z"].map(
    (time) => decideAccess(compiled, ask(at(time))).effect,
  );
  expect(effects).toEqual(["allow", "deny", "allow"]);
});
