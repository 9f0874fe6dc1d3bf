// GET of schedules, of what is due next, and of the due times that an expression would have.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { failed, ok } from "../../kernel/result.ts";
import { isZone } from "../draw/write-time.ts";
import { instantText } from "../instant-text.ts";
import { parseInstant } from "../../kernel/time.ts";
import { dueTimes, judgeCron } from "../schedules/due-times.ts";
import { scheduleViewSchema, viewSchedule, type StoredSchedule } from "../schedules/run-record.ts";
import {
  openSchedule,
  resourceOfSchedule,
  SCHEDULE,
  scheduleParams,
  scheduleReply,
  SCHEDULES_TAG,
} from "./schedule-reply.ts";

/** LIMIT: a document has a quarter of a megabyte at most; an RPC takes 32. */
const MOST_LISTED = 100;
const MOST_PREVIEWED = 100;

export const listSchedules = tenantOperation({
  id: "schedules.list",
  method: "GET",
  path: "/v1/schedules",
  tag: SCHEDULES_TAG,
  summary: "List schedules",
  description: "In the order in which they were made; those that the caller may not see are left out.",
  action: "reports:schedule",
  rows: true,
  params: null,
  query: pageQuerySchema(MOST_LISTED),
  body: { kind: "none" },
  responses: { 200: { description: "A page of schedules", schema: pageSchema(scheduleViewSchema) } },
  handle: async ({ session, query }) => {
    const { limit, cursor } = query;
    const place = cursor === undefined ? ok([""]) : parseCursor(cursor, ["string"]);
    if (!place.ok) return place;
    const [after] = place.value as [string];
    const found = await session.ask("schedules.list", { after, limit: limit + 1 });
    if (!found.ok) return found;
    const all = found.value as unknown as StoredSchedule[];
    const page = cutPage(all, limit, ({ id }) => encodeCursor([id]));
    const seen = page.data.filter(
      (stored) => session.also([{ action: "reports:schedule", resource: resourceOfSchedule(stored) }]).ok,
    );
    return ok(jsonReply(200, { ...page, data: seen.map(viewSchedule) }));
  },
});

export const getSchedule = tenantOperation({
  id: "schedules.get",
  method: "GET",
  path: "/v1/schedules/{schedule_id}",
  tag: SCHEDULES_TAG,
  summary: "Read a schedule",
  action: "reports:schedule",
  rows: true,
  params: scheduleParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: SCHEDULE },
  handle: async ({ session, params }) => {
    const opened = await openSchedule(session, params.schedule_id, "reports:schedule");
    return opened.ok ? ok(scheduleReply(opened.value.stored)) : opened;
  },
});

const previewQuery = z.strictObject({
  cron: z.string().max(100),
  zone: z.string().max(64).refine(isZone, "is no time zone that is known here").default("UTC"),
  after: instantText.default("now"),
  count: z.coerce.number().int().min(1).max(MOST_PREVIEWED).default(5),
});

export const previewSchedule = tenantOperation({
  id: "schedules.preview",
  method: "GET",
  path: "/v1/schedule-previews",
  tag: SCHEDULES_TAG,
  summary: "See when an expression would be due",
  action: "reports:schedule",
  rows: true,
  params: null,
  query: previewQuery,
  body: { kind: "none" },
  responses: {
    200: { description: "The next due times", schema: z.object({ due_at: z.array(z.iso.datetime()) }) },
  },
  handle: async ({ query, nowMs }) => {
    const { cron, zone, after, count } = query;
    const message = judgeCron(cron, zone);
    if (message !== null)
      return failed(fault("request.invalid", message, [{ pointer: "query/cron", message }]));
    const from = parseInstant(after, nowMs);
    if (!from.ok) return from;
    const due_at = dueTimes({ cron, zone }, from.value, count).map((ms) => new Date(ms).toISOString());
    return ok(jsonReply(200, { due_at }));
  },
});
