// The tenant object's part in admitting telemetry and queries: the limits in force, leases of ingest, label values in use.
// What it answers is fenced like a command; it is not audited, because it is about load and not about access.

import { limitsOf, throttled, type LimitOverrides, type Tier } from "../directory/index.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { LabelReport, LabelVerdict, Lease, LeaseAsk } from "../telemetry/index.ts";
import { loadOverrides } from "./commands/set-limits.ts";
import type { Envelope } from "./envelope.ts";
import { openBudgets, throttleOf } from "./finops/budget-book.ts";
import { openLabels } from "./labels-in-use.ts";
import { openLeases } from "./leases.ts";
import type { ObjectState, ObjectStore } from "./object-store.ts";
import { presentState } from "./present-state.ts";
import type { ObjectUse } from "./tenant-api.ts";

type DecidedAt = Envelope["decidedAt"];

const MOST_OFFENDERS = 20;

export interface AdmissionDesk {
  limits(state: ObjectState): Tier;
  lease(ask: LeaseAsk, decidedAt: DecidedAt): Result<Lease>;
  judge(reports: readonly LabelReport[], decidedAt: DecidedAt): Result<readonly LabelVerdict[]>;
  use(state: ObjectState, runningQueries: number): ObjectUse;
  /** What a bundle carries of it. */
  bundled(state: ObjectState): Pick<ObjectUse, "overrides"> & { readonly fullLabels: readonly string[] };
}

export function openAdmissionDesk(store: ObjectStore): AdmissionDesk {
  const { db } = store;
  const leases = openLeases(store);
  const labels = openLabels(store);
  const overrides = ({ tenant }: Pick<ObjectState, "tenant">): LimitOverrides => {
    const [set, nowMs] = [loadOverrides(db), store.clock()];
    return throttled(tenant.tier, set, throttleOf(openBudgets(db, nowMs), nowMs));
  };
  const limits = ({ tenant }: ObjectState): Tier => limitsOf(tenant.tier, overrides({ tenant }));
  return {
    limits,
    lease(ask, decidedAt) {
      const state = presentState(store, decidedAt);
      if (!state.ok) return state;
      return leases.grant(ask, limits(state.value), state.value.tenant.shards);
    },
    judge(reports, decidedAt) {
      const state = presentState(store, decidedAt);
      return state.ok ? ok(labels.judge(reports, limits(state.value).labelValues)) : state;
    },
    use: ({ tenant, shards }, runningQueries) => ({
      tenant,
      shards,
      runningQueries,
      overrides: loadOverrides(db),
      inForce: overrides({ tenant }),
      leased: leases.granted(),
      labels: labels.largest(MOST_OFFENDERS),
    }),
    bundled: (state) => ({ overrides: overrides(state), fullLabels: labels.full() }),
  };
}
