// How a receiver has been doing, and whether it is asked just now: a circuit breaker per endpoint, as a state machine without a
// clock. Closed: everything is sent. Open: nothing is, and nothing that waits uses up an attempt. After a rest one attempt is a
// probe: it closes the breaker or opens it for twice as long.
// INVARIANT: an open breaker always has an end, and so has a probe: a probe whose sender died is as good as failed.

import { DAY_MS, MINUTE_MS, SECOND_MS } from "../kernel/time.ts";

const FAILURES_TO_OPEN = 5;
const FIRST_REST_MS = 30 * SECOND_MS;
const MOST_REST_MS = 15 * MINUTE_MS;
/** Longer than any attempt may last. */
const PROBE_MS = MINUTE_MS;
/** Then nothing is sent any more until somebody enables it again. */
const DISABLE_AFTER_MS = 5 * DAY_MS;

export interface EndpointHealth {
  /** Failures since the last success. */
  readonly failures: number;
  /** When the first of them was; null while there is none. */
  readonly failingSinceMs: number | null;
  /** Nothing is sent before; null while the breaker is closed. */
  readonly restUntilMs: number | null;
  /** The length of that rest. */
  readonly restMs: number;
  /** The end of the probe that is under way. */
  readonly probeUntilMs: number | null;
}

export const NEW_HEALTH: EndpointHealth = {
  failures: 0,
  failingSinceMs: null,
  restUntilMs: null,
  restMs: 0,
  probeUntilMs: null,
};

export type Permit =
  | { readonly kind: "send" | "probe" }
  | { readonly kind: "wait"; readonly untilMs: number };

/** May something be sent? Whoever is given a `probe` keeps `beginProbe` before sending, and sends one thing. */
export function permitOf(health: EndpointHealth, nowMs: number): Permit {
  const { restUntilMs, probeUntilMs } = health;
  if (restUntilMs === null) return { kind: "send" };
  const untilMs = Math.max(restUntilMs, probeUntilMs ?? 0);
  return nowMs < untilMs ? { kind: "wait", untilMs } : { kind: "probe" };
}

export function beginProbe(health: EndpointHealth, nowMs: number): EndpointHealth {
  return { ...health, probeUntilMs: nowMs + PROBE_MS };
}

export interface FailedAttempt {
  readonly nowMs: number;
  readonly isOverloaded: boolean;
  readonly retryAfterMs: number | null;
}

/** An overloaded receiver that says how long it wants to be left alone is left alone at once. */
export function afterFailure(health: EndpointHealth, failure: FailedAttempt): EndpointHealth {
  const { nowMs, isOverloaded, retryAfterMs } = failure;
  const failures = health.failures + 1;
  const failed = { ...health, failures, failingSinceMs: health.failingSinceMs ?? nowMs };
  // What was under way when the breaker opened fails too; that says nothing new.
  const isLate = health.restUntilMs !== null && health.probeUntilMs === null;
  const askedMs = isOverloaded ? Math.min(retryAfterMs ?? 0, MOST_REST_MS) : 0;
  if (isLate || (failures < FAILURES_TO_OPEN && askedMs === 0)) return failed;
  const restMs = health.restMs === 0 ? FIRST_REST_MS : Math.min(health.restMs * 2, MOST_REST_MS);
  return { ...failed, restMs, restUntilMs: nowMs + Math.max(restMs, askedMs), probeUntilMs: null };
}

/** For days, and not only once: a receiver of few events is not judged by a single bad hour. */
export function isLongFailing({ failures, failingSinceMs }: EndpointHealth, nowMs: number): boolean {
  if (failingSinceMs === null || failures < FAILURES_TO_OPEN) return false;
  return nowMs - failingSinceMs >= DISABLE_AFTER_MS;
}
