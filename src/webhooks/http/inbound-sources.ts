// GET, POST and DELETE /v1/webhooks/sources: other systems that send this tenant webhooks.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { hookSourceViewSchema, newHookSourceSchema, sourceNameSchema, sourceSecret } from "../index.ts";

const TAG = "Inbound webhooks";
const sourceParams = z.strictObject({ source: sourceNameSchema });

export const listHookSources = tenantOperation({
  id: "hook_sources.list",
  method: "GET",
  path: "/v1/webhooks/sources",
  tag: TAG,
  summary: "List the sources of inbound webhooks",
  action: "webhooks:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "All of them, without their secrets",
      schema: z.object({ data: z.array(hookSourceViewSchema) }),
    },
  },
  handle: async (call) => {
    const listed = await call.session.ask("hook_sources.list", {});
    return listed.ok ? ok(jsonReply(200, { data: listed.value })) : listed;
  },
});

const madeSchema = z.object({
  source: hookSourceViewSchema,
  secret: z
    .string()
    .nullable()
    .describe("Told once, where it was made here; null where it was given, and for a repeated request"),
});

export const createHookSource = tenantOperation({
  id: "hook_sources.create",
  method: "POST",
  path: "/v1/webhooks/sources",
  tag: TAG,
  summary: "Make a source of inbound webhooks",
  description:
    "What it sends to `POST /v1/hooks/{source}` is verified by its scheme and taken once per id: as a log record, or as an event `hook.received` that endpoints can subscribe to.",
  action: "webhooks:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: newHookSourceSchema, maxBytes: 16_384 },
  responses: { 201: { description: "The source", schema: madeSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const secret = await sourceSecret(call.body, call.random);
    if (!secret.ok) return secret;
    const { secret: given, ...source } = call.body;
    const { requestId } = call;
    const made = await call.session.addHookSource({ source, secret: secret.value, requestId });
    if (!made.ok) return made;
    // A repeated request has the first one's reply, and the secret that it made here is nobody's.
    const { made_by: madeBy, ...view } = made.value.reply as { made_by: string };
    const told = given === undefined && madeBy === requestId ? secret.value : null;
    return ok(jsonReply(201, { source: view, secret: told }));
  },
});

export const deleteHookSource = tenantOperation({
  id: "hook_sources.delete",
  method: "DELETE",
  path: "/v1/webhooks/sources/{source}",
  tag: TAG,
  summary: "Take a source of inbound webhooks away",
  action: "webhooks:manage",
  params: sourceParams,
  query: null,
  body: { kind: "none" },
  responses: { 204: { description: "Nothing that it sends is taken any more" } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const deleted = await call.session.execute("hook_sources.delete", { name: call.params.source });
    return deleted.ok ? ok({ status: 204, headers: {}, body: null }) : deleted;
  },
});
