// Where this isolate runs, and whether it may process a request of the tenant there.

import type { Tenant } from "../directory/index.ts";
import { ok, type Result } from "../kernel/result.ts";
import { checkProcessing } from "../residency/index.ts";
import type { Rim } from "./rim.ts";

/** Local mode has one machine and no data centers; a test says with this header which one it wants to be in. */
const LOCAL_COLO = "x-traceo-colo";

/** Before the tenant's object is asked anything: its bundle must not come into an isolate that may not process it. */
export function checkRegion(rim: Rim, tenant: Tenant, request: Request): Result<null> {
  if (tenant.residency.processing === "anywhere") return ok(null);
  const isLocal = rim.config.MODE === "local";
  const said = request.headers.get(LOCAL_COLO);
  if (isLocal && said === null) return ok(null);
  const colo = isLocal ? said : coloOf(request);
  return checkProcessing(tenant, { deployment: rim.config, colo });
}

/** In a cell that of the edge. */
export function coloOf({ cf }: Request): string | null {
  const colo: unknown = cf?.["colo"];
  return typeof colo === "string" ? colo : null;
}
