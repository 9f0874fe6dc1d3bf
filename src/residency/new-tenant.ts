// The record of a tenant that is wanted: what was asked for, and what its jurisdiction and tier say where nothing was.

import { TIERS, type NewTenant, type Residency, type Tenant } from "../directory/index.ts";
import type { TenantId } from "../kernel/ids.ts";
import { choosePool } from "./choose-pool.ts";
import { exceptionEnd, lockOf } from "./guarantee.ts";

export interface Made {
  readonly id: TenantId;
  readonly nowMs: number;
  /** How many pool databases the tenant's cell has. */
  readonly pools: number;
}

export function newTenant(wanted: NewTenant, { id, nowMs, pools }: Made): Tenant {
  const { slug, domains, jurisdiction, isolation, tier, pool } = wanted;
  return {
    id,
    slug,
    domains,
    jurisdiction,
    isolation,
    tier,
    status: "provisioning",
    pool: pool ?? choosePool(id, pools),
    shards: TIERS[tier].shards,
    residency: newResidency(wanted, nowMs),
    created_at: new Date(nowMs).toISOString(),
  };
}

/** Of the same creation at the same time always the same: the directory keeps an exception without its reason. */
export function newResidency({ jurisdiction, residency }: NewTenant, nowMs: number): Residency {
  const { processing = "anywhere", exception } = residency;
  const given = exception === undefined ? null : exception;
  return {
    processing,
    lock: strictest(lockOf(jurisdiction), residency.lock),
    exception:
      given === null
        ? null
        : { reason: given.reason, until: exceptionEnd(nowMs, given.days), by: "operator" },
  };
}

/** A tenant may ask for a lock that the law does not; not go without one that it does. */
function strictest(law: Residency["lock"], asked: Residency["lock"] | undefined): Residency["lock"] {
  return law === "required" ? law : (asked ?? law);
}
