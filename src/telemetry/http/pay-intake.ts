// How a request's points and bytes are admitted: by a lease that the isolate holds; else, while the tenant is quiet, by the
// shards' reserve, which costs nothing but the append itself; else by a lease asked for now.
// INVARIANT: nothing is appended without one of these. The sum is the limit (limits/split-limit.ts).

import { limitsOf } from "../../directory/index.ts";
import type { TenantCall } from "../../edge/index.ts";
import type { Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { fits, splitLimit, tooLargeFault, type Amount } from "../index.ts";

const NOTHING: Amount = { points: 0, bytes: 0 };

export interface Payment {
  /** What each shard's reserve has; null when a lease covers the request. */
  readonly reserve: Amount | null;
  /** Why there is no lease, when one was asked for: the answer if the reserve has nothing either. */
  readonly refusal: Fault | null;
}

/** `telemetry.rate_limited`, or `telemetry.too_many` for what no second could admit. */
export async function payIntake(call: TenantCall, asked: Amount): Promise<Result<Payment>> {
  const { tenant, limits: overrides } = call.session.bundle;
  const limits = limitsOf(tenant.tier, overrides);
  const limit = { points: limits.ingestPointsPerSecond, bytes: limits.ingestBytesPerSecond };
  const { reserve, leased } = splitLimit(limit, tenant.shards);
  if (!fits(asked, leased)) return failed(tooLargeFault({ asked, left: leased, limit }));
  const { leases } = call.session.book;
  if (leases.take(asked, call.nowMs)) {
    if (leases.shouldRenew(call.nowMs)) call.waitUntil(lease(call, NOTHING));
    return ok({ reserve: null, refusal: null });
  }
  const isSmall = fits(asked, reserve);
  if (isSmall && !leases.isBusy(call.nowMs)) return ok({ reserve, refusal: null });
  const granted = await lease(call, asked);
  if (granted.ok) return ok({ reserve: null, refusal: null });
  return isSmall && isRefusal(granted.fault) ? ok({ reserve, refusal: granted.fault }) : granted;
}

export const isRefusal = ({ code }: Fault): boolean => code === "telemetry.rate_limited";

/** Asks for a lease that covers `asked`, and takes it. */
export async function lease(call: TenantCall, asked: Amount): Promise<Result<null>> {
  const { leases } = call.session.book;
  const granted = await call.session.leaseIngest(leases.ask(asked, call.nowMs));
  if (!granted.ok) return granted;
  // Granted for this very request, so it is taken whatever window this isolate's clock shows meanwhile.
  leases.accept(granted.value, asked);
  return ok(null);
}
