// Can a new tenant be put where it asks to be? A silo needs its database and bucket to have been provisioned first.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { NewTenant } from "../directory/index.ts";

export interface PlacementCheck {
  hasCell(tenant: Pick<NewTenant, "slug" | "jurisdiction" | "isolation">): boolean;
}

export function checkPlacement(wanted: NewTenant, placement: PlacementCheck): Result<NewTenant> {
  if (placement.hasCell(wanted)) return ok(wanted);
  const what =
    wanted.isolation === "silo" ? `a silo for \`${wanted.slug}\`` : `a cell for \`${wanted.jurisdiction}\``;
  return failed(fault("directory.placement_refused", `${what} is not provisioned here`));
}
