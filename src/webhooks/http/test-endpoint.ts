// POST /v1/webhooks/endpoints/{endpoint_id}/test: a test event, delivered and recorded like any other.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { endpointParams, TAG } from "./endpoint-view.ts";

export const testEndpoint = tenantOperation({
  id: "webhooks.test_endpoint",
  method: "POST",
  path: "/v1/webhooks/endpoints/{endpoint_id}/test",
  tag: TAG,
  summary: "Send a webhook endpoint a test event",
  description:
    "Of type `endpoint.test`, whatever types it asks for. A paused or disabled endpoint gets it when it is active.",
  action: "webhooks:manage",
  params: endpointParams,
  query: null,
  body: { kind: "none" },
  responses: {
    202: {
      description: "The delivery: see its attempts at `/deliveries/{sequence}`",
      schema: z.object({ event_id: z.string(), message_id: z.string(), sequence: z.int() }),
    },
  },
  isIdempotentByKey: true,
  handle: async ({ session, params }) => {
    const tested = await session.execute("webhooks.test_endpoint", { id: params.endpoint_id });
    return tested.ok ? ok(jsonReply(202, tested.value.reply)) : tested;
  },
});
