// GET /v1/costs: what usage costs by the price books in force on its days. Amounts are exact decimals, as text.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { groupBySchema, METER_NAMES } from "../index.ts";
import { parseUsageRange, rangeFields, toldRange } from "./usage-range.ts";

const INTERVALS = ["day", "month"] as const;

const costsSchema = z.object({
  from: z.string(),
  to: z.string(),
  interval: z.enum(INTERVALS),
  lines: z.array(
    z.object({
      start: z.string(),
      meter: z.enum(METER_NAMES),
      unit: z.string(),
      quantity: z.number(),
      cost: z.string(),
      currency: z.string(),
      group: z.record(z.string(), z.string()),
    }),
  ),
  commitments: z.array(
    z.object({
      month: z.string(),
      name: z.string(),
      currency: z.string(),
      amount: z.string(),
      used: z.string(),
      unused: z.string(),
    }),
  ),
  total: z.record(z.string(), z.string()),
});

export const readCosts = tenantOperation({
  id: "costs.read",
  method: "GET",
  path: "/v1/costs",
  tag: "Usage and cost",
  summary: "See what usage costs",
  description:
    "Days of UTC that the range touches. Tiers and free units are those of the tenant's whole month; a day's cost is shared among its groups by quantity, to the last digit. `total` is by currency and without `unused`, what a commitment adds to a month in which less was used; of its amount a month has the share of the days on which its book holds.",
  action: "billing:view",
  params: null,
  query: z.strictObject({
    ...rangeFields,
    interval: z.enum(INTERVALS).default("day"),
    group_by: groupBySchema,
    meter: z.enum(METER_NAMES).optional(),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "Costs", schema: costsSchema } },
  handle: async ({ session, query, nowMs }) => {
    const range = parseUsageRange(query, nowMs);
    if (!range.ok) return range;
    const { interval, group_by: groupBy, meter = null } = query;
    const costs = await session.askFinops("costs.read", { ...range.value, interval, groupBy, meter });
    if (!costs.ok) return costs;
    return ok(jsonReply(200, { ...toldRange(range.value), interval, ...(costs.value as object) }));
  },
});
