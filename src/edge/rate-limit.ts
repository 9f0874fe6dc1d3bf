// The edge's rate limits: per location and approximate, to blunt floods and guessing. Exact limits are counted where
// the write commits.

import { fault, type Fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { Rim } from "./rim.ts";

const addressOf = ({ headers }: Request): string | null => headers.get("cf-connecting-ip");

/** Counts a failed authentication of this address: `auth.throttled` once there were too many. */
export async function checkAuthFailures(rim: Rim, request: Request): Promise<Result<null>> {
  const address = addressOf(request);
  const { success } = await rim.authFailures.limit({ key: address ?? "unknown" });
  if (success) return ok(null);
  // Who has no address is nobody in particular.
  if (address !== null) rim.guessers.note(address, rim.clock());
  return failed(throttled());
}

/** Was this address refused a moment ago for failing too often? Asks and counts nothing. */
export function isGuesser(rim: Rim, request: Request): boolean {
  const address = addressOf(request);
  return address !== null && rim.guessers.has(address, rim.clock());
}

export function throttled(): Fault {
  return { ...fault("auth.throttled"), retryAfterSeconds: 60 };
}

export async function checkRequests(rim: Rim, principalId: string): Promise<Result<null>> {
  const { success } = await rim.requests.limit({ key: principalId });
  if (success) return ok(null);
  return failed({
    ...fault("request.rate_limited", "slow down, or ask for a larger tier"),
    retryAfterSeconds: 10,
  });
}
