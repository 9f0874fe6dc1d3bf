// The directory's copy of a tenant that an operator's cell serves, brought in step with what the cell says of it.
// Crash gap: a copy that was not refreshed is old until the next change. Nothing is decided by it but whether a strict
// tenant's request may be handed on from here, and the cell refuses such a one by the edge's data center itself.

import { tenantSchema } from "../directory/index.ts";
import { newId } from "../kernel/ids.ts";
import { askCell, type Elsewhere } from "./ask-cell.ts";
import { forgetTenant } from "./resolve.ts";
import type { Rim } from "./rim.ts";

/** Never throws: it runs after the answer. */
export async function refreshRecord(rim: Rim, found: Elsewhere): Promise<void> {
  try {
    await refresh(rim, found);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "thrown";
    rim.report({ event: "record_not_refreshed", tenant_id: found.tenant.id, reason });
  }
}

async function refresh(rim: Rim, found: Elsewhere): Promise<void> {
  const { tenant } = found;
  // What the cell says is at least as new as the question: of two answers the later question's stays.
  const askedMs = rim.clock();
  const answer = await askCell(rim, found, {
    method: "GET",
    target: `/operator/v1/tenants/${tenant.id}`,
    headers: new Headers(),
    body: null,
    forward: {
      requestId: newId("request", askedMs, rim.random),
      as: "operator",
      host: rim.config.BASE_DOMAIN,
      ip: null,
      country: null,
      colo: null,
    },
  });
  if (answer?.ok !== true) throw new Error("no record");
  const said = tenantSchema.parse(await answer.json());
  if (said.id !== tenant.id || said.jurisdiction !== tenant.jurisdiction) throw new Error("another record");
  await rim.directory.project(said, askedMs);
  forgetTenant(rim, tenant);
}
