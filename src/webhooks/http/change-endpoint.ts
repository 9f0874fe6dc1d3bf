// PATCH and DELETE /v1/webhooks/endpoints/{endpoint_id}: change, pause, enable again, take away.

import { z } from "zod";
import { etagOf, expectedVersion, IF_MATCH, jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { endpointChangeSchema, SIGNATURES } from "../index.ts";
import {
  endpointParams,
  endpointViewSchema,
  makeKeys,
  MOST_ENDPOINT_BYTES,
  TAG,
  tellKeys,
  toldKeySchema,
  unlessRefused,
} from "./endpoint-view.ts";

const changeSchema = endpointChangeSchema.extend({
  status: z
    .enum(["active", "paused"])
    .optional()
    .describe("`paused` keeps what comes in; `active` also enables one that was disabled"),
});

const changedSchema = z.object({
  endpoint: endpointViewSchema,
  keys: z.array(toldKeySchema).describe("Of a scheme that it did not sign with before: told once"),
});

const commandReplySchema = z.object({ endpoint: endpointViewSchema, added: z.array(z.enum(SIGNATURES)) });

export const changeEndpoint = tenantOperation({
  id: "webhooks.change_endpoint",
  method: "PATCH",
  path: "/v1/webhooks/endpoints/{endpoint_id}",
  tag: TAG,
  summary: "Change, pause or enable a webhook endpoint",
  description:
    "What is given replaces what was; secrets that are not given stay. What waits for a paused or disabled endpoint goes on when it is active again.",
  action: "webhooks:manage",
  params: endpointParams,
  query: null,
  body: { kind: "json", schema: changeSchema, maxBytes: MOST_ENDPOINT_BYTES },
  responses: { 200: { description: "The endpoint as it is now", schema: changedSchema } },
  headers: [IF_MATCH],
  handle: async (call) => {
    const expected = expectedVersion(call.request);
    if (!expected.ok) return expected;
    const { secret_headers: headers, credentials, status, ...change } = call.body;
    const signing = await makeKeys(change.signatures ?? [], call.random);
    const changed = await call.session.keepEndpoint("webhooks.change_endpoint", {
      input: { id: call.params.endpoint_id, expectedVersion: expected.value, change, status },
      secrets: { signing, headers, credentials },
    });
    if (!changed.ok) return changed;
    const allowed = unlessRefused(changed.value.reply);
    if (!allowed.ok) return allowed;
    const { endpoint, added } = commandReplySchema.parse(allowed.value);
    const keys = tellKeys(signing.filter(({ scheme }) => added.includes(scheme)));
    return ok(jsonReply(200, { endpoint, keys }, etagOf(endpoint.version)));
  },
});

export const deleteEndpoint = tenantOperation({
  id: "webhooks.delete_endpoint",
  method: "DELETE",
  path: "/v1/webhooks/endpoints/{endpoint_id}",
  tag: TAG,
  summary: "Take a webhook endpoint away",
  description: "With its secrets, its deliveries and their attempts. The events stay.",
  action: "webhooks:manage",
  params: endpointParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The id of what is gone", schema: z.object({ id: z.string() }) } },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async ({ session, params, request }) => {
    const expected = expectedVersion(request);
    if (!expected.ok) return expected;
    const input = { id: params.endpoint_id, expectedVersion: expected.value };
    const deleted = await session.execute("webhooks.delete_endpoint", input);
    return deleted.ok ? ok(jsonReply(200, deleted.value.reply)) : deleted;
  },
});
