// GET /operator/v1/tenants/{tenant_id}: one tenant as the directory has it.

import { findTenant, jsonReply, operatorOperation, tenantParams } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { tenantSchema } from "../index.ts";

export const getTenant = operatorOperation({
  id: "tenants.get",
  method: "GET",
  path: "/operator/v1/tenants/{tenant_id}",
  tag: "Tenants",
  carries: ["operational"],
  summary: "Get a tenant",
  params: tenantParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The tenant", schema: tenantSchema } },
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    return tenant.ok ? ok(jsonReply(200, tenant.value)) : tenant;
  },
});
