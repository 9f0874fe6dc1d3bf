// Waits as this deployment waits them: tests and the chaos run of local mode shorten them all by one number (WEBHOOK_WAIT_DIVISOR),
// so that days of retries pass in minutes. Leases and timeouts are not waits.

import type { EndpointHealth } from "../../webhooks/index.ts";

export interface Waiting {
  readonly nowMs: number;
  readonly divisor: number;
}

export function sooner(atMs: number, { nowMs, divisor }: Waiting): number {
  return Math.max(nowMs, Math.ceil(nowMs + (atMs - nowMs) / divisor));
}

/** The rest that a failure has just begun. */
export function restSooner(before: EndpointHealth, after: EndpointHealth, waiting: Waiting): EndpointHealth {
  const { restUntilMs } = after;
  if (restUntilMs === null || restUntilMs === before.restUntilMs) return after;
  return { ...after, restUntilMs: sooner(restUntilMs, waiting) };
}

/** The instant at which an undivided deployment would have failed for as long. */
export function failingFor({ failingSinceMs }: EndpointHealth, { nowMs, divisor }: Waiting): number {
  return failingSinceMs === null ? nowMs : failingSinceMs + (nowMs - failingSinceMs) * divisor;
}
