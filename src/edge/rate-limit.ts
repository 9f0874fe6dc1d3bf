// The edge's rate limits: per location and approximate, to blunt floods and guessing. Exact limits are counted where
// the write commits.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { Rim } from "./rim.ts";

/** Counts a failed authentication of this address: `auth.throttled` once there were too many. */
export async function checkAuthFailures(rim: Rim, request: Request): Promise<Result<null>> {
  const address = request.headers.get("cf-connecting-ip") ?? "unknown";
  const { success } = await rim.authFailures.limit({ key: address });
  return success ? ok(null) : failed({ ...fault("auth.throttled"), retryAfterSeconds: 60 });
}

export async function checkRequests(rim: Rim, principalId: string): Promise<Result<null>> {
  const { success } = await rim.requests.limit({ key: principalId });
  if (success) return ok(null);
  return failed({
    ...fault("request.rate_limited", "slow down, or ask for a larger tier"),
    retryAfterSeconds: 10,
  });
}
