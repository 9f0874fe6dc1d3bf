// GET /v1/event-types: the catalogue of events. It is the same for every tenant.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { EVENT_TYPE_NAMES, eventTypeViewSchema, viewEventType } from "../index.ts";
import { TAG } from "./endpoint-view.ts";

export const listEventTypes = tenantOperation({
  id: "event_types.list",
  method: "GET",
  path: "/v1/event-types",
  tag: TAG,
  summary: "List the types of events",
  description:
    "Each with its schema, its data class and an example. An endpoint asks for types, groups or `*`.",
  action: "webhooks:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: { description: "All types", schema: z.object({ data: z.array(eventTypeViewSchema) }) },
  },
  handle: async ({ session }) => {
    // Fences and audits the question, like every other.
    const asked = await session.ask("tenant.view", {});
    return asked.ok ? ok(jsonReply(200, { data: EVENT_TYPE_NAMES.map(viewEventType) })) : asked;
  },
});
