// What the measurements of webhooks share: a gateway, a receiver, and numbers for events that are never used twice.

import type { BenchmarkTools } from "./benchmark.ts";
import type { EventReceiver } from "./event-receiver.ts";
import type { MeasuredGateway } from "./gateway-world.ts";

/** Events per second at which delays are measured, and how many. */
export const PACE = 40;
export const PACED_EVENTS = 320;

export interface Arena {
  readonly gateway: MeasuredGateway;
  readonly receiver: EventReceiver;
  readonly tools: BenchmarkTools;
}

let next = 0;

export function take(count: number, { scale }: BenchmarkTools) {
  const numbers = { from: next, count: Math.max(10, Math.round(count * scale)) };
  next += numbers.count;
  return numbers;
}
