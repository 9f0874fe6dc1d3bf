// GET /v1/usage: what was used, by meter and group, in intervals. What was acknowledged before the question is in it.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { groupBySchema, INTERVALS, METER_NAMES } from "../index.ts";
import { parseUsageRange, rangeFields, toldRange } from "./usage-range.ts";

const lineSchema = z.object({
  start: z.string(),
  meter: z.enum(METER_NAMES),
  unit: z.string(),
  quantity: z.number(),
  group: z.record(z.string(), z.string()),
});

const usageSchema = z.object({
  from: z.string(),
  to: z.string(),
  interval: z.enum(INTERVALS),
  data: z.array(lineSchema),
});

export const readUsage = tenantOperation({
  id: "usage.read",
  method: "GET",
  path: "/v1/usage",
  tag: "Usage and cost",
  summary: "See what was used",
  description:
    "By meter, and by `service`, `team`, `environment`, `key` or `tag:` and a declared tag where `group_by` names them. Usage counts when it was received, in hours of UTC; after 35 days it is told by the day. The empty text stands for what was not said, `__other__` for values past the declared number.",
  action: "usage:view",
  params: null,
  query: z.strictObject({
    ...rangeFields,
    interval: z.enum(INTERVALS).default("day"),
    group_by: groupBySchema,
    meter: z.enum(METER_NAMES).optional(),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "Quantities", schema: usageSchema } },
  handle: async ({ session, query, nowMs }) => {
    const range = parseUsageRange(query, nowMs);
    if (!range.ok) return range;
    const { interval, group_by: groupBy, meter = null } = query;
    const data = await session.askFinops("usage.read", { ...range.value, interval, groupBy, meter });
    return data.ok ? ok(jsonReply(200, { ...toldRange(range.value), interval, data: data.value })) : data;
  },
});
