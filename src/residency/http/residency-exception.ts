// POST and DELETE /operator/v1/tenants/{tenant_id}/residency-exception: a tenant whose rules need a lock may be stored
// without one for a while. Given and taken by an operator, on the tenant's own log, and ending by itself.

import { newExceptionSchema, tenantSchema } from "../../directory/index.ts";
import { changeTenant, operatorOperation, tenantParams } from "../../edge/index.ts";
import { exceptionEnd } from "../index.ts";

const PATH = "/operator/v1/tenants/{tenant_id}/residency-exception";

export const giveResidencyException = operatorOperation({
  id: "tenants.give_residency_exception",
  method: "POST",
  path: PATH,
  tag: "Tenants",
  carries: ["operational"],
  summary: "Let a tenant be stored without the lock that it needs",
  description:
    "For `days` from now, 90 at most; it takes the place of an earlier one. Once it has ended telemetry is refused with `residency.exception_expired`; reading goes on.",
  params: tenantParams,
  query: null,
  body: { kind: "json", schema: newExceptionSchema, maxBytes: 4_096 },
  responses: { 200: { description: "The tenant", schema: tenantSchema } },
  isIdempotentByKey: true,
  handle: (call) => {
    const { reason, days } = call.body;
    return changeTenant(call, {
      tenantId: call.params.tenant_id,
      action: "tenants:give_residency_exception",
      name: "residency.set_exception",
      input: { exception: { reason, until: exceptionEnd(call.nowMs, days), by: "operator" } },
    });
  },
});

export const endResidencyException = operatorOperation({
  id: "tenants.end_residency_exception",
  method: "DELETE",
  path: PATH,
  tag: "Tenants",
  carries: ["operational"],
  summary: "End a tenant's exception",
  params: tenantParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The tenant", schema: tenantSchema } },
  isIdempotentByKey: true,
  handle: (call) =>
    changeTenant(call, {
      tenantId: call.params.tenant_id,
      action: "tenants:end_residency_exception",
      name: "residency.set_exception",
      input: { exception: null },
    }),
});
