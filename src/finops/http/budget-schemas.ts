// Budgets as they are told.

import { z } from "zod";
import { COVERED, measureSchema, periodSchema, scopeSchema, thresholdSchema } from "../index.ts";

export const versionedSchema = z.object({ id: z.string(), version: z.int() });

export const budgetSchema = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  scope: scopeSchema,
  measure: measureSchema,
  covers: z.enum(COVERED),
  period: periodSchema,
  thresholds: z.array(thresholdSchema),
  alert_on_forecast: z.boolean(),
  recipients: z.array(z.string()),
  status: z.object({
    /** `2026-11`, `2026-Q4`, `2026`, or a rolling period's last hour. */
    period: z.string(),
    period_from: z.string(),
    period_to: z.string(),
    /** Decimal text, of money or units. */
    spent: z.string(),
    percent: z.number(),
    /** Of the thresholds that were told of in this period. */
    told_percents: z.array(z.number()),
    /** What is stopped or throttled now. */
    in_force: z.array(z.string()),
    /** An operator lets it go on until then. */
    grace_until: z.string().nullable(),
  }),
});
