// PUT /operator/v1/tenants/{tenant_id}/tier: other limits, at once.

import { z } from "zod";
import { changeTenant, operatorOperation, tenantParams } from "../../edge/index.ts";
import { tenantSchema, TIER_NAMES } from "../index.ts";

export const setTenantTier = operatorOperation({
  id: "tenants.set_tier",
  method: "PUT",
  path: "/operator/v1/tenants/{tenant_id}/tier",
  tag: "Tenants",
  carries: ["operational"],
  summary: "Change a tenant's tier",
  params: tenantParams,
  query: null,
  body: { kind: "json", schema: z.strictObject({ tier: z.enum(TIER_NAMES) }), maxBytes: 1_024 },
  responses: { 200: { description: "The tenant", schema: tenantSchema } },
  isIdempotentByKey: true,
  handle: (call) =>
    changeTenant(call, {
      tenantId: call.params.tenant_id,
      action: "tenants:set_tier",
      name: "tenant.set_tier",
      input: call.body,
    }),
});
