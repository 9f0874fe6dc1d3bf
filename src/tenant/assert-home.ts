// An object's own check that it runs where its record says: at construction, before it serves anything, and before it takes
// a record for the first time. A wrong place is reported and thrown: the object does not run, and its caller gets a 5xx.

import type { Tenant } from "../directory/index.ts";
import { reportEvent } from "../kernel/report.ts";
import type { Home, Placement } from "../residency/store/placement.ts";

interface Claim {
  readonly placement: Pick<Placement, "assertHome">;
  readonly tenant: Pick<Tenant, "id" | "jurisdiction">;
  readonly home: Home;
}

export function assertHome(id: DurableObjectId, { placement, tenant, home }: Claim): void {
  try {
    placement.assertHome(id, tenant, home);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "thrown";
    reportEvent({ event: "object_misplaced", tenant_id: tenant.id, object_id: id.toString(), reason });
    throw error;
  }
}
