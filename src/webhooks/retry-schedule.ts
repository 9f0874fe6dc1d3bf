// When a delivery is tried again: the schedule that Standard Webhooks 1.0 publishes, each delay stretched by up to a fifth, so
// that what failed together does not come back together. A receiver's `Retry-After` can put an attempt off, never forward.

import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../kernel/time.ts";
import { MOST_RETRY_AFTER_MS } from "./retry-after.ts";

const DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
const MOST_JITTER = 0.2;

/** The first one and one after each delay. */
export const MOST_ATTEMPTS = DELAYS_MS.length + 1;

export interface Failed {
  /** Attempts made, this one too. */
  readonly attempts: number;
  readonly nowMs: number;
  /** From 0 to 1, without 1. */
  readonly random: number;
  readonly retryAfterMs: number | null;
}

export type Next = { readonly kind: "retry"; readonly atMs: number } | { readonly kind: "exhausted" };

export function nextAttempt({ attempts, nowMs, random, retryAfterMs }: Failed): Next {
  const delayMs = DELAYS_MS[attempts - 1];
  if (delayMs === undefined) return { kind: "exhausted" };
  const askedMs = Math.min(retryAfterMs ?? 0, MOST_RETRY_AFTER_MS);
  const waitMs = Math.max(delayMs, askedMs) * (1 + MOST_JITTER * random);
  return { kind: "retry", atMs: nowMs + Math.ceil(waitMs) };
}
