// Can a new tenant be put where it asks to be? A silo needs its database and bucket to have been provisioned first, and a
// tenant that needs a lock needs something that holds its data.

import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, type Result } from "../kernel/result.ts";
import { checkGuarantee, type Deployment } from "./guarantee.ts";

export interface PlacementCheck {
  readonly placement: { hasCell(tenant: Tenant): boolean };
  readonly deployment: Deployment;
  readonly nowMs: number;
}

/** `directory.placement_refused`, `residency.guarantee_missing`. */
export function checkPlacement(wanted: Tenant, check: PlacementCheck): Result<null> {
  if (check.placement.hasCell(wanted)) return checkGuarantee(wanted, check.deployment, check.nowMs);
  const { slug, jurisdiction, pool } = wanted;
  const cell = pool === 0 ? `a cell for \`${jurisdiction}\`` : `pool ${pool} of \`${jurisdiction}\``;
  const what = wanted.isolation === "silo" ? `a silo for \`${slug}\`` : cell;
  return failed(fault("directory.placement_refused", `${what} is not provisioned here`));
}
