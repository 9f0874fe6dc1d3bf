// The refusal of what a tenant sends beyond a second's limit: which of the two numbers was in the way, its value, and what
// the request held.

import { fault, type Fault } from "../../kernel/fault.ts";
import type { Amount } from "./amount.ts";

export interface RateRefusal {
  readonly asked: Amount;
  readonly left: Amount;
  readonly limit: Amount;
}

const NAMES = { points: "ingest_points_per_second", bytes: "ingest_bytes_per_second" } as const;

export function rateFault({ asked, left, limit }: RateRefusal, retryAfterSeconds: number): Fault {
  const what = asked.points > left.points ? "points" : "bytes";
  const { [what]: value } = limit;
  const detail = `${asked[what]} ${what} asked, ${left[what]} of ${value} left in this second`;
  return {
    ...fault("telemetry.rate_limited", detail),
    retryAfterSeconds,
    limit: { name: NAMES[what], value, asked: asked[what] },
  };
}

/** A request that holds more than any second can admit: repeating it would never help. */
export function tooLargeFault({ asked, left: most, limit }: RateRefusal): Fault {
  const what = asked.points > most.points ? "points" : "bytes";
  const { [what]: value } = limit;
  const detail = `one request may hold at most ${most[what]} of the ${value} ${what} a second, not ${asked[what]}`;
  return { ...fault("telemetry.too_many", detail), limit: { name: NAMES[what], value, asked: asked[what] } };
}
