// May a tenant's data be taken to another jurisdiction for good? Every class of which a tenant's stores hold records is
// decided like any other transfer, to the country of the new cell. Keys are no class here: what goes along are their hashes.

import type { Jurisdiction, Residency, Tenant } from "../directory/index.ts";
import type { DataClass } from "../policy/index.ts";
import { lockOf } from "./guarantee.ts";
import { JURISDICTION_ROWS } from "./jurisdictions.ts";
import { decideTransfer, type TransferDecision, type TransferGrounds } from "./transfer.ts";

const CLASSES: readonly DataClass[] = ["operational", "usage", "telemetry", "audit", "identity"];

/** The first refusal with its class, or null when all of it may go. */
export function refuseRelocation(
  tenant: Pick<Tenant, "jurisdiction">,
  to: Jurisdiction,
  grounds: TransferGrounds,
): { readonly dataClass: DataClass; readonly decision: TransferDecision } | null {
  const { country } = JURISDICTION_ROWS[to].primary;
  for (const dataClass of CLASSES) {
    const decision = decideTransfer({ dataClass, from: tenant.jurisdiction, to: country }, grounds);
    if (!decision.isAllowed) return { dataClass, decision };
  }
  return null;
}

/** The record after the move: a law that asks for a lock asks for it whatever was agreed elsewhere. */
export function relocatedResidency(residency: Residency, to: Jurisdiction): Residency {
  return { ...residency, lock: lockOf(to) === "required" ? "required" : residency.lock };
}
