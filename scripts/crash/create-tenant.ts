// A tenant for the kill tests, made through the operator's route; asked again, it is the same one.

import type { NewTenant, TenantAccess } from "../bench/gateway-world.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";

export async function createTenant(host: Host, wanted: NewTenant): Promise<TenantAccess> {
  const answer = await insist(host, {
    method: "POST",
    path: "/operator/v1/tenants",
    host: "localhost",
    headers: { "content-type": "application/json", "idempotency-key": wanted.slug },
    body: JSON.stringify(wanted),
    asOperator: true,
    expected: 201,
  });
  const { tenant, admin_key: adminKey } = JSON.parse(answer.text) as {
    tenant: { id: string };
    admin_key: string;
  };
  return { id: tenant.id, slug: wanted.slug, host: `${wanted.slug}.localhost`, adminKey };
}
