// POST /operator/v1/tenants/{tenant_id}/suspend, /resume and /close: effective everywhere once answered.

import { changeTenant, operatorOperation, tenantParams, type OperatorOperation } from "../../edge/index.ts";
import { tenantSchema, type TenantStatus } from "../index.ts";

interface Verb {
  readonly verb: "suspend" | "resume" | "close";
  readonly status: TenantStatus;
  readonly summary: string;
}

function statusOperation({ verb, status, summary }: Verb): OperatorOperation {
  return operatorOperation({
    id: `tenants.${verb}`,
    method: "POST",
    path: `/operator/v1/tenants/{tenant_id}/${verb}`,
    tag: "Tenants",
    carries: ["operational"],
    summary,
    params: tenantParams,
    query: null,
    body: { kind: "none" },
    responses: { 200: { description: "The tenant", schema: tenantSchema } },
    isIdempotentByKey: true,
    handle: (call) =>
      changeTenant(call, {
        tenantId: call.params.tenant_id,
        action: `tenants:${verb}`,
        name: "tenant.set_status",
        input: { status },
      }),
  });
}

export const suspendTenant = statusOperation({
  verb: "suspend",
  status: "suspended",
  summary: "Suspend a tenant",
});
export const resumeTenant = statusOperation({
  verb: "resume",
  status: "active",
  summary: "Resume a suspended tenant",
});
export const closeTenant = statusOperation({
  verb: "close",
  status: "closed",
  summary: "Close a tenant for good",
});
