// The queue message that gets a tenant's deliveries going: ids and no more.

import type { Placement } from "../../residency/store/placement.ts";
import type { Tenant } from "../../directory/index.ts";

export const DELIVER = "webhooks.deliver";

export async function sendDeliverMessage(
  placement: Placement,
  { id, jurisdiction }: Pick<Tenant, "id" | "jurisdiction">,
): Promise<void> {
  const message = { kind: DELIVER, tenant_id: id };
  await placement.queue(jurisdiction).send(message, { contentType: "json" });
}
