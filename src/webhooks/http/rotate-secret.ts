// POST /v1/webhooks/endpoints/{endpoint_id}/rotate-secret: new signing keys; those before sign beside them for the overlap.

import { z } from "zod";
import { etagOf, jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import { MOST_OVERLAP_MS, SIGNATURES } from "../index.ts";
import {
  endpointParams,
  endpointViewSchema,
  makeKeys,
  TAG,
  tellKeys,
  toldKeySchema,
} from "./endpoint-view.ts";

const DAY_SECONDS = 86_400;

const bodySchema = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(MOST_OVERLAP_MS / SECOND_MS)
    .default(DAY_SECONDS)
    .describe("How long the keys before go on signing; 0 after a leak"),
});

export const rotateSecret = tenantOperation({
  id: "webhooks.rotate_secret",
  method: "POST",
  path: "/v1/webhooks/endpoints/{endpoint_id}/rotate-secret",
  tag: TAG,
  summary: "Give a webhook endpoint new signing keys",
  action: "webhooks:manage",
  params: endpointParams,
  query: null,
  body: { kind: "json", schema: bodySchema, maxBytes: 1_024 },
  responses: {
    200: {
      description: "The endpoint and its new keys, told once",
      schema: z.object({ endpoint: endpointViewSchema, keys: z.array(toldKeySchema) }),
    },
  },
  handle: async (call) => {
    const signing = await makeKeys(SIGNATURES, call.random);
    const overlapMs = call.body.overlap_seconds * SECOND_MS;
    const rotated = await call.session.keepEndpoint("webhooks.rotate_secret", {
      input: { id: call.params.endpoint_id, overlapMs },
      secrets: { signing },
    });
    if (!rotated.ok) return rotated;
    const endpoint = endpointViewSchema.parse(rotated.value.reply);
    const keys = tellKeys(signing.filter(({ scheme }) => endpoint.signatures.includes(scheme)));
    return ok(jsonReply(200, { endpoint, keys }, etagOf(endpoint.version)));
  },
});
