// PUT /operator/v1/tenants/{tenant_id}/limits: other numbers than the tier's for one tenant, at once.

import { z } from "zod";
import { limitOverridesSchema } from "../../directory/index.ts";
import { changeTenant, operatorOperation } from "../../edge/index.ts";

export const setTenantLimits = operatorOperation({
  id: "tenants.set_limits",
  method: "PUT",
  path: "/operator/v1/tenants/{tenant_id}/limits",
  tag: "Tenants",
  carries: ["operational"],
  summary: "Set limits of a tenant in place of its tier's",
  description:
    "All that is set for the tenant: a limit that is left out is its tier's again. `query_timeout_ms` can only be lowered.",
  params: z.object({ tenant_id: z.string() }),
  query: null,
  body: { kind: "json", schema: limitOverridesSchema, maxBytes: 1_024 },
  responses: { 200: { description: "What is set now", schema: limitOverridesSchema } },
  isIdempotentByKey: true,
  handle: (call) =>
    changeTenant(call, {
      tenantId: call.params.tenant_id,
      action: "tenants:set_limits",
      name: "tenant.set_limits",
      input: { overrides: call.body },
    }),
});
