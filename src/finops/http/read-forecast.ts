// GET /v1/forecast and /v1/forecast/accuracy: what is to come, how well the past was foretold, and what if.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { forecastSchema, METER_NAMES, scopeTextSchema, type WhatIf } from "../index.ts";

const TAG = "Usage and cost";
const percent = z.coerce.number().min(-100).max(1_000);

const fields = z.strictObject({
  scope: scopeTextSchema,
  /** Days. */
  horizon: z.coerce.number().int().min(1).max(365).default(30),
  /** The quantity of this meter in place of cost. */
  meter: z.enum(METER_NAMES).optional(),
  /** What if prices change by so many percent. */
  price_change: percent.optional(),
  /** What if the last day lies so many percent above the forecast, those before it in proportion. */
  growth: percent.optional(),
  /** What if so much a day were committed to, at `commitment_price` of its usual cost. */
  commitment_per_day: z.coerce.number().positive().optional(),
  commitment_price: z.coerce.number().min(0).max(1).optional(),
});
const querySchema = fields
  .refine((asked) => asked.commitment_price === undefined || asked.commitment_per_day !== undefined, {
    path: ["commitment_price"],
    message: "goes with `commitment_per_day`",
  })
  .refine(({ commitment_per_day: committed, meter }) => committed === undefined || meter === undefined, {
    path: ["commitment_per_day"],
    message: "is of cost, not of a meter's quantity",
  })
  .refine(({ price_change: price, meter }) => price === undefined || meter === undefined, {
    path: ["price_change"],
    message: "is of cost, not of a meter's quantity",
  });

function whatIfOf(query: z.infer<typeof querySchema>): WhatIf | null {
  const { price_change: price, growth, commitment_per_day: perDay, commitment_price: factor = 1 } = query;
  if (price === undefined && growth === undefined && perDay === undefined) return null;
  return {
    ...(price === undefined ? {} : { priceFactor: 1 + price / 100 }),
    ...(growth === undefined ? {} : { growthPercent: growth }),
    ...(perDay === undefined ? {} : { commitment: { perDay, price: factor } }),
  };
}

export const readForecast = tenantOperation({
  id: "forecast.read",
  method: "GET",
  path: "/v1/forecast",
  tag: TAG,
  summary: "Forecast cost or usage",
  description:
    "From the days that are over. `scope` is `tenant` (usage and imported bills), `usage`, `imported`, or a dimension: `team:…`, `service:…`, `environment:…`, `key:…`, `meter:…`, `provider:…`, `account:…`, `billed_service:…`, `department:…`, `tag:name=value`. Amounts are estimates in the currency of today's price book, or units of `meter`. `measured` is what forecasting this series' own past came to; `statements` say what should be known before it is trusted.",
  action: "forecast:view",
  params: null,
  query: querySchema,
  body: { kind: "none" },
  responses: { 200: { description: "The forecast", schema: forecastSchema } },
  handle: async ({ session, query }) => {
    const { scope, horizon, meter = null } = query;
    const forecast = await session.askFinops("forecast.read", {
      scope,
      horizon,
      meter,
      whatIf: whatIfOf(query),
    });
    return forecast.ok ? ok(jsonReply(200, forecast.value)) : forecast;
  },
});

const outcomeSchema = z.object({
  made_on: z.string(),
  model: z.string(),
  days: z.int(),
  accuracy: z.number().nullable(),
  total_accuracy: z.number().nullable(),
  forecast_total: z.number(),
  actual_total: z.number(),
  coverage_80: z.number(),
  coverage_95: z.number(),
});

export const readForecastAccuracy = tenantOperation({
  id: "forecast.accuracy",
  method: "GET",
  path: "/v1/forecast/accuracy",
  tag: TAG,
  summary: "Hold past forecasts against what came",
  description:
    "Each night's forecast of the next 30 days' cost, the newest first, over the days of it that have come since. Kept for all costs, and for the teams, services and providers that cost the most.",
  action: "forecast:view",
  params: null,
  query: z.strictObject({ scope: scopeTextSchema }),
  body: { kind: "none" },
  responses: {
    200: {
      description: "A line for each night",
      schema: z.object({ scope: z.string(), data: z.array(outcomeSchema) }),
    },
  },
  handle: async ({ session, query: { scope } }) => {
    const data = await session.askFinops("forecast.accuracy", { scope });
    return data.ok ? ok(jsonReply(200, { scope, data: data.value })) : data;
  },
});
