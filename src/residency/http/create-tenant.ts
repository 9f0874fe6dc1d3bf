// POST /operator/v1/tenants: one call makes a tenant that works, and repeating it makes no second one.
//
// Crash gaps: after the reservation the tenant stands in the directory as `provisioning`; the repeated call (same
// idempotency key) finds it and goes on. After the founding it is active; only its first key may be missing, which
// `POST /operator/v1/tenants/{tenant_id}/keys` gives.

import { z } from "zod";
import { newTenantSchema, tenantSchema, type NewTenant, type Tenant } from "../../directory/index.ts";
import {
  forgetMissing,
  jsonReply,
  operatorEnvelope,
  operatorOperation,
  tenantApi,
  type OperatorCall,
  type Reply,
} from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { checkPlacement } from "../index.ts";
import { issueAdminKey } from "./issue-admin-key.ts";

const replySchema = z.object({
  tenant: tenantSchema,
  /** The first admin key's text; null when this creation was already answered once. */
  admin_key: z.string().nullable(),
});

export const createTenant = operatorOperation({
  id: "tenants.create",
  method: "POST",
  path: "/operator/v1/tenants",
  tag: "Tenants",
  summary: "Create a tenant",
  description:
    "Creates the tenant in its jurisdiction and replies with its first admin key, shown once. `Idempotency-Key` is required: the same key and body give the same tenant.",
  params: null,
  query: null,
  body: { kind: "json", schema: newTenantSchema, maxBytes: 16_384 },
  responses: { 201: { description: "The tenant, ready for use", schema: replySchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const reserved = await reserve(call, call.body);
    return reserved.ok ? found(call, reserved.value) : reserved;
  },
});

async function reserve(call: OperatorCall, wanted: NewTenant): Promise<Result<Tenant>> {
  if (call.idempotency === null) {
    const message = "is required here, so that a repeated creation makes no second tenant";
    return failed(
      fault("request.invalid", `Idempotency-Key ${message}`, [
        { pointer: "header/idempotency-key", message },
      ]),
    );
  }
  const placed = checkPlacement(wanted, call.rim.placement);
  if (!placed.ok) return placed;
  const { key: idempotencyKey, requestHash } = call.idempotency;
  const id = newId("tenant", call.nowMs, call.random);
  const tenant: Tenant = {
    ...wanted,
    id,
    status: "provisioning",
    created_at: new Date(call.nowMs).toISOString(),
  };
  return call.directory.reserve({ tenant, idempotencyKey, requestHash });
}

async function found(call: OperatorCall, tenant: Tenant): Promise<Result<Reply>> {
  const isRepeated = tenant.status !== "provisioning";
  const envelope = { ...operatorEnvelope(call, "tenants:create"), idempotency: null };
  const bundle = await tenantApi(call.rim, tenant).initialise(tenant, envelope);
  if (!bundle.ok) return bundle;
  forgetMissing(call.rim, tenant);
  const key = isRepeated ? ok(null) : await issueAdminKey(call, bundle.value.tenant);
  if (!key.ok) return key;
  return ok(jsonReply(201, { tenant: bundle.value.tenant, admin_key: key.value }));
}
