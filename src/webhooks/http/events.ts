// GET /v1/events: what endpoints were told, the newest first.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok } from "../../kernel/result.ts";
import { EVENT_TYPE_NAMES } from "../index.ts";
import { TAG } from "./endpoint-view.ts";

export const eventViewSchema = z.object({
  id: z.string(),
  seq: z.int().describe("Of the tenant: rises by one"),
  type: z.string(),
  timestamp: z.iso.datetime(),
  key: z.string().nullable(),
  data: z.json(),
});

const FROM_THE_NEWEST = Number.MAX_SAFE_INTEGER;

export const listEvents = tenantOperation({
  id: "events.list",
  method: "GET",
  path: "/v1/events",
  tag: TAG,
  summary: "List events, the newest first",
  description: "Kept for 30 days, from the tenant's first endpoint on.",
  action: "events:view",
  params: null,
  query: pageQuerySchema(100).extend({ type: z.enum(EVENT_TYPE_NAMES).optional() }),
  body: { kind: "none" },
  responses: { 200: { description: "A page of events", schema: pageSchema(eventViewSchema) } },
  handle: async ({ session, query }) => {
    const { limit, cursor, type = null } = query;
    const position = cursor === undefined ? ok([FROM_THE_NEWEST]) : parseCursor(cursor, ["number"]);
    if (!position.ok) return position;
    const before = Number(position.value[0]);
    const listed = await session.ask("webhooks.events", { before, type, limit: limit + 1 });
    if (!listed.ok) return listed;
    const data = z.array(eventViewSchema).parse(listed.value);
    return ok(
      jsonReply(
        200,
        cutPage(data, limit, (last) => encodeCursor([last.seq])),
      ),
    );
  },
});
