// POST /v1/keys: a new API key. Its text is in this reply and nowhere else, ever.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok } from "../../kernel/result.ts";
import { keyViewSchema, mintKey, newKeySchema } from "../index.ts";

/** `secret` is null when a repeated request is answered from memory: then rotate the key to get a new one. */
export const keyWithSecretSchema = z.object({ key: keyViewSchema, secret: z.string().nullable() });

export const createKey = tenantOperation({
  id: "keys.create",
  method: "POST",
  path: "/v1/keys",
  tag: "API keys",
  summary: "Make an API key",
  action: "keys:create",
  params: null,
  query: null,
  body: { kind: "json", schema: newKeySchema, maxBytes: 16_384 },
  responses: { 201: { description: "The key with its secret, shown once", schema: keyWithSecretSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    if (call.body.expires_at !== undefined && Date.parse(call.body.expires_at) <= call.nowMs) {
      return failed(
        fault("request.invalid", "`expires_at` is in the past", [
          { pointer: "/expires_at", message: "is in the past" },
        ]),
      );
    }
    const id = newId("key", call.nowMs, call.random);
    const minted = mintKey(
      { cell: call.tenant.jurisdiction, tenantId: call.tenant.id, keyId: id },
      call.random,
    );
    const created = await call.session.execute("keys.create", {
      id,
      secretHash: minted.secretHash,
      key: call.body,
    });
    if (!created.ok) return created;
    const key = keyViewSchema.parse(created.value.reply);
    return ok(jsonReply(201, { key, secret: key.id === id ? minted.text : null }));
  },
});
