// GET /v1/webhooks/endpoints/{endpoint_id}/deliveries and /deliveries/{sequence}: what was and is to be sent, and each attempt.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok } from "../../kernel/result.ts";
import { attemptSchema, DEAD_REASONS, DELIVERY_STATES } from "../index.ts";
import { endpointParams, TAG } from "./endpoint-view.ts";
import { eventViewSchema } from "./events.ts";

const deliverySchema = z.object({
  sequence: z.int().describe("Of the endpoint: rises strictly, and stays when it is sent again"),
  message_id: z.string().describe("`webhook-id` of every attempt"),
  event_id: z.string().nullable(),
  event_type: z.string().nullable(),
  status: z.enum(DELIVERY_STATES),
  dead_reason: z.enum(DEAD_REASONS).nullable(),
  is_in_flight: z.boolean(),
  attempts: z.int().describe("Since it was written, or sent again"),
  next_attempt_at: z.iso.datetime().nullable(),
  order_key: z.string().nullable(),
  created_at: z.iso.datetime(),
});

const FROM_THE_NEWEST = Number.MAX_SAFE_INTEGER;

export const listDeliveries = tenantOperation({
  id: "webhooks.list_deliveries",
  method: "GET",
  path: "/v1/webhooks/endpoints/{endpoint_id}/deliveries",
  tag: TAG,
  summary: "List the deliveries of a webhook endpoint, the newest first",
  description: "Kept for 30 days. Dead letters are those of status `dead`.",
  action: "webhooks:view",
  params: endpointParams,
  query: pageQuerySchema(100).extend({ status: z.enum(DELIVERY_STATES).optional() }),
  body: { kind: "none" },
  responses: { 200: { description: "A page of deliveries", schema: pageSchema(deliverySchema) } },
  handle: async ({ session, params, query }) => {
    const { limit, cursor, status } = query;
    const position = cursor === undefined ? ok([FROM_THE_NEWEST]) : parseCursor(cursor, ["number"]);
    if (!position.ok) return position;
    const listed = await session.ask("webhooks.deliveries", {
      id: params.endpoint_id,
      before: Number(position.value[0]),
      state: status ?? null,
      limit: limit + 1,
    });
    if (!listed.ok) return listed;
    const data = z.array(deliverySchema).parse(listed.value);
    return ok(
      jsonReply(
        200,
        cutPage(data, limit, (last) => encodeCursor([last.sequence])),
      ),
    );
  },
});

export const deliveryParams = endpointParams.extend({
  sequence: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 36),
});

export const getDelivery = tenantOperation({
  id: "webhooks.get_delivery",
  method: "GET",
  path: "/v1/webhooks/endpoints/{endpoint_id}/deliveries/{sequence}",
  tag: TAG,
  summary: "Get a delivery with its event and its attempts",
  description: "Requests and responses are cut and without credentials.",
  action: "events:view",
  params: deliveryParams,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "The delivery",
      schema: deliverySchema.extend({ event: eventViewSchema.nullable(), log: z.array(attemptSchema) }),
    },
  },
  handle: async ({ session, params }) => {
    const { endpoint_id: id, sequence } = params;
    const found = await session.ask("webhooks.delivery", { id, sequence });
    return found.ok ? ok(jsonReply(200, found.value)) : found;
  },
});
