// Events about cost. Money is a decimal text and its currency, as everywhere: no floats.

import { z } from "zod";
import { eventType } from "../event-type.ts";

const amount = z.string().regex(/^-?\d{1,15}(?:\.\d{1,10})?$/, "a decimal amount such as `12.50`");
const currency = z.string().regex(/^[A-Z]{3}$/, "a currency's code (ISO 4217)");
const budget = {
  budget_id: z.string(),
  name: z.string(),
  spent: amount,
  limit: amount,
  /** Null for a budget of a quantity. */
  currency: currency.nullable(),
  /** Whose units are counted; null for a budget of money. */
  meter: z.string().nullable(),
};
const BUDGET = {
  budget_id: "bud_06fj2x9q0r4t8w1y5zab",
  name: "platform",
  limit: "500.00",
  currency: "USD",
  meter: null,
};

export const FINOPS_EVENTS = {
  "budget.threshold_reached": eventType({
    meaning: "What was spent reached a threshold of a budget.",
    dataClass: "usage",
    version: 1,
    data: z.strictObject({
      ...budget,
      threshold_percent: z.number(),
      severity: z.enum(["INFO", "WARNING", "CRITICAL", "BLOCK"]),
      period: z.string(),
    }),
    example: { ...BUDGET, spent: "400.12", threshold_percent: 80, severity: "WARNING", period: "2026-11" },
  }),
  "budget.stopped": eventType({
    meaning: "A budget is used up and what it covers is stopped.",
    dataClass: "usage",
    version: 1,
    data: z.strictObject({ ...budget, period: z.string() }),
    example: { ...BUDGET, spent: "500.01", period: "2026-11" },
  }),
  "budget.resumed": eventType({
    meaning: "A stopped budget was raised or unblocked, or its period ended.",
    dataClass: "usage",
    version: 1,
    data: z.strictObject({ ...budget, period: z.string() }),
    example: { ...BUDGET, limit: "800.00", spent: "500.01", period: "2026-11" },
  }),
  "forecast.overrun_expected": eventType({
    meaning: "The forecast says that a budget will not last until its period ends.",
    dataClass: "usage",
    version: 1,
    data: z.strictObject({ ...budget, expected: amount, expected_on: z.iso.date() }),
    example: { ...BUDGET, spent: "310.00", expected: "560.40", expected_on: "2026-11-27" },
  }),
  "cost.anomaly_detected": eventType({
    meaning: "A day's cost is far from what was expected.",
    dataClass: "usage",
    version: 1,
    data: z.strictObject({
      date: z.iso.date(),
      dimension: z.string(),
      actual: amount,
      expected: amount,
      currency,
    }),
    example: {
      date: "2026-11-22",
      dimension: "team:checkout",
      actual: "91.20",
      expected: "14.00",
      currency: "USD",
    },
  }),
} as const;
