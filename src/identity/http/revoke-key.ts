// DELETE /v1/keys/{key_id}: once answered, no request with the key takes effect anywhere.

import { jsonReply, tenantOperation } from "../../edge/index.ts";
import type { KeyId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { keyViewSchema } from "../index.ts";
import { keyParams } from "./get-key.ts";

export const revokeKey = tenantOperation({
  id: "keys.revoke",
  method: "DELETE",
  path: "/v1/keys/{key_id}",
  tag: "API keys",
  summary: "Revoke an API key",
  action: "keys:revoke",
  params: keyParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The revoked key", schema: keyViewSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const revoked = await call.session.execute("keys.revoke", { id: call.params.key_id as KeyId });
    return revoked.ok ? ok(jsonReply(200, revoked.value.reply)) : revoked;
  },
});
