// Sending again: one delivery, all since an instant, all that were given up. Ids and sequence numbers stay the same.

import { z } from "zod";
import { jsonReply, tenantOperation, type TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { CommandInputs } from "../../tenant/index.ts";
import { DELIVERY_STATES } from "../index.ts";
import type { Reply } from "../../edge/index.ts";
import { deliveryParams } from "./deliveries.ts";
import { endpointParams, TAG } from "./endpoint-view.ts";

const RESPONSES = {
  202: { description: "How many begin anew", schema: z.object({ replayed: z.int() }) },
} as const;

async function replay(
  { session }: Pick<TenantCall, "session">,
  input: CommandInputs["webhooks.replay"],
): Promise<Result<Reply>> {
  const replayed = await session.execute("webhooks.replay", input);
  return replayed.ok ? ok(jsonReply(202, replayed.value.reply)) : replayed;
}

export const replayDelivery = tenantOperation({
  id: "webhooks.replay_delivery",
  method: "POST",
  path: "/v1/webhooks/endpoints/{endpoint_id}/deliveries/{sequence}/replay",
  tag: TAG,
  summary: "Send a delivery again",
  action: "webhooks:replay",
  params: deliveryParams,
  query: null,
  body: { kind: "none" },
  responses: RESPONSES,
  isIdempotentByKey: true,
  handle: (call) => {
    const { endpoint_id: id, sequence } = call.params;
    return replay(call, { id, what: { kind: "one", sequence } });
  },
});

const sinceSchema = z.strictObject({
  since: z.iso.datetime({ offset: true }).describe("What happened then or later is sent again"),
  statuses: z
    .array(z.enum(DELIVERY_STATES).exclude(["pending"]))
    .min(1)
    .default(["delivered", "dead"]),
});

export const replaySince = tenantOperation({
  id: "webhooks.replay_since",
  method: "POST",
  path: "/v1/webhooks/endpoints/{endpoint_id}/replay",
  tag: TAG,
  summary: "Send everything since an instant again",
  description: "Of what is kept. A receiver that remembers ids applies none of it twice.",
  action: "webhooks:replay",
  params: endpointParams,
  query: null,
  body: { kind: "json", schema: sinceSchema, maxBytes: 1_024 },
  responses: RESPONSES,
  isIdempotentByKey: true,
  handle: (call) => {
    const { since, statuses: states } = call.body;
    return replay(call, {
      id: call.params.endpoint_id,
      what: { kind: "since", sinceMs: Date.parse(since), states },
    });
  },
});

export const recoverFailed = tenantOperation({
  id: "webhooks.recover",
  method: "POST",
  path: "/v1/webhooks/endpoints/{endpoint_id}/recover",
  tag: TAG,
  summary: "Send everything that was given up again",
  action: "webhooks:replay",
  params: endpointParams,
  query: null,
  body: { kind: "none" },
  responses: RESPONSES,
  isIdempotentByKey: true,
  handle: (call) =>
    replay(call, { id: call.params.endpoint_id, what: { kind: "since", sinceMs: 0, states: ["dead"] } }),
});
