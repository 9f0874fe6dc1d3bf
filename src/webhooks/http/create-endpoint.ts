// POST /v1/webhooks/endpoints: a new endpoint. Its signing secret is told once.

import { z } from "zod";
import { etagOf, jsonReply, tenantOperation } from "../../edge/index.ts";
import { newId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { newEndpointSchema, splitEndpoint } from "../index.ts";
import {
  endpointViewSchema,
  makeKeys,
  MOST_ENDPOINT_BYTES,
  TAG,
  tellKeys,
  toldKeySchema,
  unlessRefused,
} from "./endpoint-view.ts";

const madeSchema = z.object({
  endpoint: endpointViewSchema,
  keys: z.array(toldKeySchema).describe("Told once: empty for a repeated request"),
});

export const createEndpoint = tenantOperation({
  id: "webhooks.create_endpoint",
  method: "POST",
  path: "/v1/webhooks/endpoints",
  tag: TAG,
  summary: "Make a webhook endpoint",
  description:
    "Where events go, which, in what form and order. Messages are signed by Standard Webhooks. The transfer rules decide whether the data classes of the types that it asks for may go to its country.",
  action: "webhooks:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: newEndpointSchema, maxBytes: MOST_ENDPOINT_BYTES },
  responses: { 201: { description: "The endpoint and its signing keys", schema: madeSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const id = newId("endpoint", call.nowMs, call.random);
    const { endpoint: document, secrets } = splitEndpoint(call.body);
    const signing = await makeKeys(document.signatures, call.random);
    const { secret_headers: headers, credentials } = secrets;
    const made = await call.session.keepEndpoint("webhooks.create_endpoint", {
      input: { id, document },
      secrets: { signing, headers, credentials },
    });
    if (!made.ok) return made;
    const allowed = unlessRefused(made.value.reply);
    if (!allowed.ok) return allowed;
    const endpoint = endpointViewSchema.parse(allowed.value);
    // A repeated request has the first one's reply, and the keys that it made here are nobody's.
    const keys = endpoint.id === id ? tellKeys(signing) : [];
    return ok(jsonReply(201, { endpoint, keys }, etagOf(endpoint.version)));
  },
});
