// POST /operator/v1/tenants: one call makes a tenant that works, and repeating it makes no second one.
//
// Crash gaps: after the reservation the tenant stands in the directory as `provisioning`; the repeated call (same
// idempotency key) finds it and goes on. After the founding it is active; only its first key may be missing, which
// `POST /operator/v1/tenants/{tenant_id}/keys` gives.

import { z } from "zod";
import { newTenantSchema, tenantSchema, type NewTenant, type Tenant } from "../../directory/index.ts";
import {
  forgetTenant,
  jsonReply,
  operatorEnvelope,
  operatorOperation,
  tenantApi,
  type OperatorCall,
  type Reply,
} from "../../edge/index.ts";
import { idTimeMs, newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { checkPlacement, newResidency, newTenant, operatorCellOf } from "../index.ts";
import { createInCell } from "./create-in-cell.ts";
import { issueFirstKey } from "./issue-admin-key.ts";
import { requireIdempotency } from "./require-idempotency.ts";

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
  carries: ["operational"],
  issuesCredential: true,
  summary: "Create a tenant",
  description:
    "Creates the tenant in its jurisdiction and replies with its first admin key, shown once. `Idempotency-Key` is required: the same key and body give the same tenant.",
  params: null,
  query: null,
  body: { kind: "json", schema: newTenantSchema, maxBytes: 16_384 },
  responses: { 201: { description: "The tenant, ready for use", schema: replySchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const cell = operatorCellOf(call.body.jurisdiction, call.config);
    if (cell !== null) return createInCell(call, call.body, cell);
    const reserved = await reserve(call, call.body);
    return reserved.ok ? found(call, reserved.value) : reserved;
  },
});

async function reserve(call: OperatorCall, wanted: NewTenant): Promise<Result<Tenant>> {
  const creation = requireIdempotency(call);
  if (!creation.ok) return creation;
  const { config: deployment } = call;
  const { placement } = call.rim;
  // In an operator's cell the edge has reserved the slug already, for a tenant of this id.
  const id = call.forward?.tenantId ?? newId("tenant", call.nowMs, call.random);
  const nowMs = idTimeMs(id);
  const tenant = newTenant(wanted, { id, nowMs, pools: placement.poolCount(wanted.jurisdiction) });
  const placed = checkPlacement(tenant, { placement, deployment, nowMs });
  if (!placed.ok) return placed;
  const reserved = await call.directory.reserve({ tenant, ...creation.value });
  if (!reserved.ok) return reserved;
  // An earlier reservation comes from the directory, which has no reasons: the same request has the same.
  const residency = newResidency(wanted, Date.parse(reserved.value.created_at));
  return ok({ ...reserved.value, residency });
}

async function found(call: OperatorCall, tenant: Tenant): Promise<Result<Reply>> {
  // The repeats of a day are known by the object (issueFirstKey), later ones by the directory.
  const isRepeated = tenant.status !== "provisioning";
  const envelope = { ...operatorEnvelope(call, "tenants:create"), idempotency: null };
  const bundle = await tenantApi(call.rim, tenant).initialise(tenant, envelope);
  if (!bundle.ok) return bundle;
  forgetTenant(call.rim, tenant);
  const key = isRepeated ? ok(null) : await issueFirstKey(call, bundle.value.tenant);
  if (!key.ok) return key;
  return ok(jsonReply(201, { tenant: bundle.value.tenant, admin_key: key.value }));
}
