// POST /v1/keys/{key_id}/rotate: a new secret; the old one stays good for the overlap.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import type { KeyId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { keyViewSchema, mintKey } from "../index.ts";
import { keyWithSecretSchema } from "./create-key.ts";
import { keyParams } from "./get-key.ts";

const WEEK_SECONDS = 604_800;

export const rotateKey = tenantOperation({
  id: "keys.rotate",
  method: "POST",
  path: "/v1/keys/{key_id}/rotate",
  tag: "API keys",
  summary: "Give an API key a new secret",
  action: "keys:rotate",
  params: keyParams,
  query: null,
  body: {
    kind: "json",
    schema: z.strictObject({ overlap_seconds: z.int().min(0).max(WEEK_SECONDS).default(3_600) }),
    maxBytes: 1_024,
  },
  responses: { 200: { description: "The key with its new secret, shown once", schema: keyWithSecretSchema } },
  handle: async (call) => {
    const keyId = call.params.key_id as KeyId;
    const minted = mintKey({ cell: call.tenant.jurisdiction, tenantId: call.tenant.id, keyId }, call.random);
    const overlapMs = call.body.overlap_seconds * 1_000;
    const rotated = await call.session.execute("keys.rotate", {
      id: keyId,
      secretHash: minted.secretHash,
      overlapMs,
    });
    if (!rotated.ok) return rotated;
    return ok(jsonReply(200, { key: keyViewSchema.parse(rotated.value.reply), secret: minted.text }));
  },
});
