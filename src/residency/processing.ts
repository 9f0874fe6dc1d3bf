// May this isolate process a request of the tenant? Asked before anything but the tenant's name is known.

import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { countryOfColo } from "./colos.ts";
import { JURISDICTION_ROWS } from "./jurisdictions.ts";

/** `null`: the isolate does not know where it runs. */
export type Colo = string | null;

/**
 * The host on which the platform routes to the tenant's region: a regional hostname (`*.eu.{base}`) that the operator
 * sets up once per jurisdiction.
 */
export function regionalHost(
  { slug, jurisdiction }: Pick<Tenant, "slug" | "jurisdiction">,
  base: string,
): string {
  return `${slug}.${jurisdiction}.${base}`;
}

export interface Place {
  readonly deployment: { readonly BASE_DOMAIN: string };
  /** In an operator's cell that of the edge, through which every request comes. */
  readonly colo: Colo;
}

/** `residency.wrong_region` names the host to use. An isolate that does not know its place is in no region. */
export function checkProcessing(
  tenant: Pick<Tenant, "slug" | "jurisdiction" | "residency">,
  { deployment, colo }: Place,
): Result<null> {
  if (tenant.residency.processing === "anywhere") return ok(null);
  const country = colo === null ? null : countryOfColo(colo);
  if (country !== null && JURISDICTION_ROWS[tenant.jurisdiction].countries.includes(country)) return ok(null);
  const host = regionalHost(tenant, deployment.BASE_DOMAIN);
  return failed(fault("residency.wrong_region", `the request reached another region: use \`${host}\``));
}
