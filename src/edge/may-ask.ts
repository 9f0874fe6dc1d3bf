// What a page offers: would the holder of a key be let do this, on some rows at least? It opens nothing: whoever then asks is
// decided about again, by the newest bundle and about the thing itself.

import type { PublicCall } from "./call.ts";
import { askedBy } from "./asked.ts";
import { judge } from "./authorize.ts";
import { loadBundle } from "./bundles.ts";
import type { TenantOperation } from "./operation.ts";
import type { Holder } from "./serve-tenant.ts";

export async function mayAsk(
  { rim, visit }: Pick<PublicCall, "rim" | "visit">,
  { tenant, key }: Holder,
  operation: TenantOperation,
): Promise<boolean> {
  const bundle = await loadBundle(rim, tenant);
  if (!bundle.ok) return false;
  const asked = askedBy({ ...operation, params: null, rows: true }, visit);
  const judged = judge(bundle.value.value, { key, asked });
  return judged.ok && judged.value.decision.effect === "allow";
}
