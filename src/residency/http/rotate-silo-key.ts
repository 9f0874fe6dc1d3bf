// POST /operator/v1/tenants/{tenant_id}/silo-key/rotate: new keys for a silo. Keys themselves are never told, wrapped or not.

import { z } from "zod";
import {
  findTenant,
  jsonReply,
  operatorEnvelope,
  operatorOperation,
  tenantApi,
  tenantParams,
} from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";

const bodySchema = z.strictObject({
  what: z
    .enum(["wrap", "data"])
    .describe(
      "`wrap`: the keys that there are, under the current master key; nothing is rewritten. `data`: a new key for what is stored from now on.",
    ),
});

const keySchema = z.object({
  version: z.int(),
  master: z.int().describe("The version of the master key that wraps it."),
  made_at: z.iso.datetime(),
});

const replySchema = z.object({ keys: z.array(keySchema).describe("The last one is used for what is new.") });

export const rotateSiloKey = operatorOperation({
  id: "silo_keys.rotate",
  method: "POST",
  path: "/operator/v1/tenants/{tenant_id}/silo-key/rotate",
  tag: "Tenants",
  carries: ["operational"],
  summary: "Rotate the key of a silo",
  description:
    "Answered once every shard has the new keys. A master key is no longer needed when no silo's reply names its version. With `Idempotency-Key` a repeated request makes no second key.",
  params: tenantParams,
  query: null,
  body: { kind: "json", schema: bodySchema, maxBytes: 1_024 },
  responses: { 200: { description: "The tenant's keys by version", schema: replySchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    if (!tenant.ok) return tenant;
    const envelope = operatorEnvelope(call, "silo_keys:rotate");
    const rotated = await tenantApi(call.rim, tenant.value).rekey(call.body.what, envelope);
    if (!rotated.ok) return rotated;
    // What this isolate knows of the tenant is from before.
    call.rim.bundles.delete(tenant.value.id);
    return ok(jsonReply(200, rotated.value.reply));
  },
});
