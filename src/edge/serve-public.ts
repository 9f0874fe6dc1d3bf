// What anyone may see: health, the OpenAPI document, the reference page.

import type { Tenant } from "../directory/index.ts";
import { ok, type Result } from "../kernel/result.ts";
import { readInput } from "./input.ts";
import type { PublicOperation } from "./operation.ts";
import type { Reply } from "./reply.ts";
import { checkRegion } from "./region.ts";
import { resolveTenant } from "./resolve.ts";
import type { Rim } from "./rim.ts";
import { seenOf } from "./seen-of.ts";
import type { Visit } from "./serve.ts";

export async function servePublic(
  rim: Rim,
  operation: PublicOperation,
  visit: Visit,
): Promise<Result<Reply>> {
  const tenant = operation.isInRegion === true ? await tenantInRegion(rim, visit) : ok(null);
  if (!tenant.ok) return tenant;
  visit.seen.tenantId = tenant.value?.id ?? null;
  const input = await readInput(operation, visit.request, visit);
  if (!input.ok) return input;
  const { assets } = rim;
  return operation.handle({
    ...seenOf(rim, visit),
    ...input.value,
    assets,
    rim,
    visit,
    tenant: tenant.value,
  });
}

/** Before anything of the tenant is read: an isolate elsewhere names the host of the region. */
async function tenantInRegion(rim: Rim, visit: Visit): Promise<Result<Tenant>> {
  const tenant = await resolveTenant(rim, visit.url.host, {
    credential: null,
    key: null,
    // Nothing to guess here: no credential is asked for.
    isGuesser: false,
  });
  if (!tenant.ok) return tenant;
  const region = checkRegion(rim, tenant.value, visit.request);
  return region.ok ? tenant : region;
}
