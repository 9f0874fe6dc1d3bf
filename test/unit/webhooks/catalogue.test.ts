// The registry of event types and what endpoints ask of it.

import { expect, test } from "vitest";
import {
  dataClassOf,
  EVENT_TYPE_NAMES,
  EVENT_TYPES,
  isEventType,
  viewEventType,
} from "../../../src/webhooks/event-types.ts";
import { isEventPattern, matchesPattern } from "../../../src/webhooks/event-pattern.ts";
import type { EventTypeRow } from "../../../src/webhooks/event-type.ts";

test.each(EVENT_TYPE_NAMES)(
  "`%s` has a name of Standard Webhooks and an example of its own schema",
  (type) => {
    const { data, example, version, meaning }: EventTypeRow = EVENT_TYPES[type];
    expect(type).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(data.parse(example)).toEqual(example);
    expect(JSON.parse(JSON.stringify(example))).toEqual(example);
    expect([version >= 1, /^[A-Z].*\.$/.test(meaning)]).toEqual([true, true]);
    const view = viewEventType(type);
    expect(view).toMatchObject({ type, data_class: dataClassOf(type), version, example });
    expect(view.schema).toMatchObject({ type: "object", additionalProperties: false });
  },
);

test("the types that integrators were promised are there", () => {
  const promised = [
    "tenant.tier_changed",
    "policy.changed",
    "key.revoked",
    "budget.threshold_reached",
    "budget.stopped",
    "forecast.overrun_expected",
    "report.ready",
    "residency.refused",
    "erasure.completed",
    "audit.checkpoint_signed",
    "alert.firing",
    "endpoint.disabled",
  ];
  expect(promised.filter((type) => !isEventType(type))).toEqual([]);
});

test("a pattern is a type, a group or all of them; anything else is a slip of the pen", () => {
  const good = ["*", "tenant.*", "tenant.tier_changed", "delivery.*"];
  const bad = [
    "",
    "tenant",
    "tenant.",
    "ten.*",
    "*.changed",
    "tenant.tier_*",
    "**",
    "constructor",
    "__proto__.*",
  ];
  expect([...good, ...bad].filter(isEventPattern)).toEqual(good);
});

test("a group matches its own types and no type whose name begins alike", () => {
  expect(matchesPattern("*", "key.revoked")).toBe(true);
  expect(matchesPattern("key.*", "key.revoked")).toBe(true);
  expect(matchesPattern("key.revoked", "key.revoked")).toBe(true);
  expect(matchesPattern("key.created", "key.revoked")).toBe(false);
  expect(matchesPattern("tenant.*", "key.revoked")).toBe(false);
});
