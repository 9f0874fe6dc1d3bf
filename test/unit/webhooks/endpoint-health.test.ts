// The circuit breaker of an endpoint, and when an endpoint has failed for too long.

import { expect, test } from "vitest";
import {
  afterFailure,
  beginProbe,
  isLongFailing,
  NEW_HEALTH,
  permitOf,
  type EndpointHealth,
} from "../../../src/webhooks/endpoint-health.ts";
import { seeded } from "../telemetry/sample-tables.ts";

const FAILED = { isOverloaded: false, retryAfterMs: null };
const DAY_MS = 86_400_000;

const failing = (times: number, nowMs: number, from: EndpointHealth = NEW_HEALTH): EndpointHealth =>
  Array.from({ length: times }).reduce<EndpointHealth>(
    (health) => afterFailure(health, { ...FAILED, nowMs }),
    from,
  );

test("four failures change nothing, the fifth leaves the receiver alone for half a minute", () => {
  expect(permitOf(failing(4, 1_000), 1_000)).toEqual({ kind: "send" });
  const open = failing(5, 1_000);
  expect(permitOf(open, 1_000)).toEqual({ kind: "wait", untilMs: 31_000 });
  expect(permitOf(open, 31_000)).toEqual({ kind: "probe" });
});

test("one probe at a time; a failed one doubles the rest, up to a quarter of an hour", () => {
  let health = failing(5, 0);
  const rests: number[] = [];
  for (let round = 0, nowMs = 30_000; round < 7; round++) {
    health = beginProbe(health, nowMs);
    expect(permitOf(health, nowMs)).toMatchObject({ kind: "wait" });
    health = afterFailure(health, { ...FAILED, nowMs });
    const permit = permitOf(health, nowMs);
    rests.push(permit.kind === "wait" ? permit.untilMs - nowMs : 0);
    nowMs += rests.at(-1) ?? 0;
  }
  expect(rests).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
});

test("a probe whose sender died ends, and another may be made", () => {
  const probing = beginProbe(failing(5, 0), 30_000);
  expect(permitOf(probing, 89_999)).toEqual({ kind: "wait", untilMs: 90_000 });
  expect(permitOf(probing, 90_000)).toEqual({ kind: "probe" });
});

test("what was under way when the breaker opened fails without making the rest longer", () => {
  const open = failing(5, 0);
  const late = failing(3, 10, open);
  expect([permitOf(late, 10), late.failures]).toEqual([permitOf(open, 10), 8]);
});

test("a receiver that says how long to leave it alone is left alone at once, within bounds", () => {
  const told = (retryAfterMs: number) =>
    permitOf(afterFailure(NEW_HEALTH, { nowMs: 0, isOverloaded: true, retryAfterMs }), 0);
  expect(told(120_000)).toEqual({ kind: "wait", untilMs: 120_000 });
  expect(told(DAY_MS)).toEqual({ kind: "wait", untilMs: 900_000 });
  expect(
    permitOf(afterFailure(NEW_HEALTH, { nowMs: 0, isOverloaded: false, retryAfterMs: 120_000 }), 0),
  ).toEqual({
    kind: "send",
  });
});

test("an endpoint has failed for too long after five days without a success, and not after one bad message", () => {
  const health = failing(5, 0);
  expect([isLongFailing(health, 5 * DAY_MS - 1), isLongFailing(health, 5 * DAY_MS)]).toEqual([false, true]);
  expect(isLongFailing(failing(4, 0), 9 * DAY_MS)).toBe(false);
  expect(isLongFailing(NEW_HEALTH, 9 * DAY_MS)).toBe(false);
  expect(isLongFailing(failing(5, 4 * DAY_MS, failing(1, 0)), 5 * DAY_MS)).toBe(true);
});

test("whatever happens, waiting has an end, and at most one probe is out at a time", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  let health: EndpointHealth = NEW_HEALTH;
  let nowMs = 0;
  let probeOutUntilMs = 0;
  for (let step = 0; step < 5_000; step++) {
    nowMs += Math.floor(random() * 60_000);
    const permit = permitOf(health, nowMs);
    if (permit.kind === "wait") expect(permit.untilMs - nowMs, `seed ${seed}`).toBeLessThanOrEqual(900_000);
    if (permit.kind === "probe") {
      expect(probeOutUntilMs, `seed ${seed}`).toBeLessThanOrEqual(nowMs);
      health = beginProbe(health, nowMs);
      probeOutUntilMs = nowMs + 60_000;
    }
    const luck = random();
    if (permit.kind === "wait" || luck < 0.2) continue;
    const retryAfterMs = random() < 0.5 ? null : Math.floor(random() * DAY_MS);
    health =
      luck < 0.3 ? NEW_HEALTH : afterFailure(health, { nowMs, isOverloaded: random() < 0.5, retryAfterMs });
    probeOutUntilMs = 0;
  }
  expect(JSON.parse(JSON.stringify(health))).toEqual(health);
});
