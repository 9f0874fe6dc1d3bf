// GET /v1/webhooks/endpoints and /v1/webhooks/endpoints/{endpoint_id}: endpoints without their secrets.

import { z } from "zod";
import { etagOf, jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { endpointParams, endpointViewSchema, TAG } from "./endpoint-view.ts";

export const listEndpoints = tenantOperation({
  id: "webhooks.list_endpoints",
  method: "GET",
  path: "/v1/webhooks/endpoints",
  tag: TAG,
  summary: "List the webhook endpoints",
  action: "webhooks:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: { description: "All of them", schema: z.object({ data: z.array(endpointViewSchema) }) },
  },
  handle: async ({ session }) => {
    const listed = await session.ask("webhooks.endpoints", {});
    return listed.ok ? ok(jsonReply(200, { data: listed.value })) : listed;
  },
});

export const getEndpoint = tenantOperation({
  id: "webhooks.get_endpoint",
  method: "GET",
  path: "/v1/webhooks/endpoints/{endpoint_id}",
  tag: TAG,
  summary: "Get a webhook endpoint",
  action: "webhooks:view",
  params: endpointParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The endpoint", schema: endpointViewSchema } },
  handle: async ({ session, params }) => {
    const found = await session.ask("webhooks.endpoint", { id: params.endpoint_id });
    if (!found.ok) return found;
    const endpoint = endpointViewSchema.parse(found.value);
    return ok(jsonReply(200, endpoint, etagOf(endpoint.version)));
  },
});
