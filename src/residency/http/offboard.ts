// A tenant's way out: /operator/v1/tenants/{tenant_id}/offboard to begin, follow and give it up, and, in a step of its own,
// to delete. The work runs in the tenant's object by itself.

import { z } from "zod";
import type { Tenant } from "../../directory/index.ts";
import {
  executeCommand,
  findTenant,
  jsonReply,
  operatorEnvelope,
  operatorOperation,
  tenantApi,
  tenantParams,
  type OperatorCall,
  type Reply,
} from "../../edge/index.ts";
import { isId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { offboardingSchema, type CommandInputs } from "../../tenant/index.ts";

export const OFFBOARD_PATH = "/operator/v1/tenants/{tenant_id}/offboard";
const MOST_GRACE_DAYS = 365;
const USUAL_GRACE_DAYS = 30;

const toldSchema = offboardingSchema.extend({
  percent: z.int().min(0).max(100).describe("Of the work of its state"),
});

const deletedSchema = z.object({
  state: z.literal("deleted"),
  tenant: z.string(),
  slug: z.string(),
  deleted_at: z.iso.datetime(),
  slug_free_at: z.iso.datetime().describe("Until then nobody else gets the slug: clients go on using it"),
  certificate: z.string().describe("A compact JWS over what was removed from where"),
});

const startSchema = z.strictObject({
  reason: z.string().min(1).max(500).describe("For the audit log."),
  grace_days: z
    .int()
    .min(0)
    .max(MOST_GRACE_DAYS)
    .default(USUAL_GRACE_DAYS)
    .describe("From the export's end to the earliest deletion"),
});

export const startOffboarding = operatorOperation({
  id: "tenants.offboard",
  method: "POST",
  path: OFFBOARD_PATH,
  tag: "Offboarding",
  summary: "Begin a tenant's way out: export everything",
  description:
    "The tenant is suspended; all that it has is written into its own bucket under `tenants/{id}/export/`. Nothing is deleted before `POST …/offboard/delete`, and until then it can be cancelled.",
  carries: ["operational"],
  params: tenantParams,
  query: null,
  body: { kind: "json", schema: startSchema, maxBytes: 4_096 },
  responses: { 202: { description: "It has begun", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const { reason, grace_days } = call.body;
    return run(call, { name: "offboarding.start", input: { reason, grace_days }, status: 202 });
  },
});

export const getOffboarding = operatorOperation({
  id: "tenants.get_offboarding",
  method: "GET",
  path: OFFBOARD_PATH,
  tag: "Offboarding",
  summary: "How far a tenant's way out is, and at last its deletion certificate",
  carries: ["operational"],
  params: tenantParams,
  query: null,
  body: { kind: "none" },
  responses: {
    200: { description: "The offboarding, or the deletion", schema: z.union([toldSchema, deletedSchema]) },
  },
  handle: async (call) => {
    const { tenant_id: id } = call.params;
    const deletion = isId("tenant", id) ? await call.directory.loadDeletion(id) : null;
    if (deletion !== null) {
      const { tenantId: tenant, slug, certificate, deletedAt, slugFreeAt } = deletion;
      const [deleted_at, slug_free_at] = [deletedAt, slugFreeAt].map((ms) => new Date(ms).toISOString());
      return ok(jsonReply(200, { state: "deleted", tenant, slug, deleted_at, slug_free_at, certificate }));
    }
    const tenant = await findTenant(call, id);
    if (!tenant.ok) return tenant;
    const told = await askOffboarding(call, tenant.value);
    return told.ok ? ok(jsonReply(200, told.value)) : told;
  },
});

export const cancelOffboarding = operatorOperation({
  id: "tenants.cancel_offboarding",
  method: "POST",
  path: `${OFFBOARD_PATH}/cancel`,
  tag: "Offboarding",
  summary: "Give a tenant's way out up, as long as nothing is deleted",
  description: "The tenant has the status that it had; the export is taken away again.",
  carries: ["operational"],
  params: tenantParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "It is cancelled", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async (call) => run(call, { name: "offboarding.cancel", input: {}, status: 200 }),
});

export const deleteOffboarded = operatorOperation({
  id: "tenants.delete_offboarded",
  method: "POST",
  path: `${OFFBOARD_PATH}/delete`,
  tag: "Offboarding",
  summary: "Delete everything of a tenant whose export is ready and whose grace period is over",
  description:
    "There is no way back. `GET …/offboard` tells how far it is and, when it is done, has the certificate.",
  carries: ["operational"],
  params: tenantParams,
  query: null,
  body: {
    kind: "json",
    schema: z.strictObject({ confirm: z.string().describe("The tenant's slug") }),
    maxBytes: 1_024,
  },
  responses: { 202: { description: "The deletion has begun", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async (call) =>
    run(call, { name: "offboarding.delete", input: { confirm: call.body.confirm }, status: 202 }),
});

type Command = "offboarding.start" | "offboarding.cancel" | "offboarding.delete";

async function run<N extends Command>(
  call: OperatorCall & { readonly params: { readonly tenant_id: string } },
  { name, input, status }: { name: N; input: CommandInputs[N]; status: number },
): Promise<Result<Reply>> {
  const tenant = await findTenant(call, call.params.tenant_id);
  if (!tenant.ok) return tenant;
  const envelope = operatorEnvelope(call, name.replace(".", ":"));
  const done = await executeCommand(call.rim, tenant.value, { name, input, envelope });
  return done.ok ? ok(jsonReply(status, { ...offboardingSchema.parse(done.value.reply), percent: 0 })) : done;
}

export async function askOffboarding(
  call: OperatorCall,
  tenant: Tenant,
): Promise<Result<z.infer<typeof toldSchema>>> {
  const envelope = operatorEnvelope(call, "offboarding:view");
  const asked = await tenantApi(call.rim, tenant).query("offboarding.get", {}, envelope);
  return asked.ok ? ok(toldSchema.parse(asked.value)) : asked;
}
