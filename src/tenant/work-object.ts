// A tenant's worker: an object in the tenant's jurisdiction that does what takes long (reading for files, rendering) beside the
// tenant object, which nothing may hold up. It keeps nothing: what it does is remembered by the tenant object, under leases
// and fences, so that one that dies is followed by another.
// INVARIANT: it works for the tenant and in the place that its name says, or not at all.

import { DurableObject } from "cloudflare:workers";
import { configOf } from "../config.ts";
import type { Tenant } from "../directory/index.ts";
import { placementOf } from "../residency/store/placement.ts";
import { assertHome } from "./assert-home.ts";
import type { WorkApi } from "./tenant-api.ts";

/** The work itself is the outer rings': it is handed over by the Worker, which knows them. */
export type Work = (env: Env, kind: string, tenant: Tenant) => Promise<void>;

export function workObjectOf(work: Work) {
  return class extends DurableObject<Env> implements WorkApi {
    async work(kind: string, tenant: Tenant): Promise<void> {
      const placement = placementOf(this.env, configOf(this.env));
      assertHome(this.ctx.id, { placement, tenant, home: "work" });
      await work(this.env, kind, tenant);
    }
  };
}
