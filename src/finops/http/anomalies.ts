// GET /v1/anomalies: days whose costs are strange, with who contributed.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { isCurrency } from "../../kernel/money.ts";
import { ok } from "../../kernel/result.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { DEFAULT_SENSITIVITY } from "../anomalies/detect-anomalies.ts";
import { instantAt, invalidAt } from "./usage-range.ts";

/** LIMIT: days of one question. */
const MOST_DAYS = 400;

const contributorSchema = z.object({
  dimension: z.string(),
  value: z.string(),
  actual: z.string(),
  expected: z.string(),
  share: z.number(),
});

const anomalySchema = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(["spike", "drop", "shift"]),
  actual: z.string(),
  expected: z.string(),
  impact: z.string(),
  score: z.number(),
  contributors: z.array(contributorSchema),
});

const replySchema = z.object({
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  /** Days of costs that were looked at: fewer than five weeks before a day say nothing about it. */
  days: z.int(),
  anomalies: z.array(anomalySchema),
});

export const findAnomalies = tenantOperation({
  id: "anomalies.find",
  method: "GET",
  path: "/v1/anomalies",
  tag: "Usage and cost",
  summary: "Find days that cost strangely much or little",
  description:
    "Own usage and imported bills of one currency, day by day, against what the weekday and the date usually cost; days in a row are one anomaly. Amounts are estimates to two places. `score` is how many times the usual error it was off, `share` a contributor's part of the difference.",
  action: "billing:view",
  params: null,
  query: z.strictObject({
    from: z.string().min(1).max(64).default("now-30d"),
    to: z.string().min(1).max(64).default("now"),
    currency: z.string().refine(isCurrency, "an ISO 4217 code").default("USD"),
    threshold: z.coerce.number().min(2).max(100).default(DEFAULT_SENSITIVITY.threshold),
    least_impact: z.coerce.number().min(0).default(DEFAULT_SENSITIVITY.leastImpact),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "Anomalies, in their order", schema: replySchema } },
  handle: async ({ session, query, nowMs }) => {
    const start = instantAt("from", query.from, nowMs);
    if (!start.ok) return start;
    const end = instantAt("to", query.to, nowMs);
    if (!end.ok) return end;
    if (start.value > end.value || end.value - start.value > MOST_DAYS * DAY_MS || start.value < 0)
      return invalidAt("from", `a range has at most ${MOST_DAYS} days, and \`from\` is not after \`to\``);
    const { currency, threshold, least_impact: leastImpact } = query;
    const range = { from: utcDay(start.value), to: utcDay(end.value) };
    const sensitivity = { threshold, leastImpact };
    const found = await session.askFinops("anomalies.find", { ...range, currency, sensitivity });
    return found.ok ? ok(jsonReply(200, { ...range, currency, ...(found.value as object) })) : found;
  },
});
