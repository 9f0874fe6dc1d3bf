// GET /v1/keys/{key_id}: one key, without its secret.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { keyViewSchema } from "../index.ts";

export const keyParams = z.object({ key_id: z.string().max(64) });

export const getKey = tenantOperation({
  id: "keys.get",
  method: "GET",
  path: "/v1/keys/{key_id}",
  tag: "API keys",
  summary: "Get an API key",
  action: "keys:view",
  params: keyParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The key", schema: keyViewSchema } },
  handle: async (call) => {
    const key = await call.session.ask("keys.get", { id: call.params.key_id });
    return key.ok ? ok(jsonReply(200, key.value)) : key;
  },
});
