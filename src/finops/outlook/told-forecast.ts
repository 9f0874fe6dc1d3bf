// A forecast as it is told over HTTP.

import { z } from "zod";
import type { Forecast, Supposed } from "../forecast/index.ts";

const intervalSchema = z.object({ level: z.number(), lower: z.number(), upper: z.number() });
const expectedSchema = z.object({ mean: z.number(), intervals: z.array(intervalSchema) });
const daySchema = expectedSchema.extend({ date: z.string() });

export const forecastSchema = z.object({
  scope: z.string(),
  unit: z.string(),
  model: z.string(),
  history: z.object({ from: z.string(), to: z.string(), days: z.int() }),
  days: z.array(daySchema),
  total: expectedSchema,
  month_end: expectedSchema.extend({ month: z.string(), spent: z.number() }),
  drivers: z.array(z.object({ name: z.string(), amount: z.number() })),
  /** Measured by forecasting this series' own past again; null when it is too short. */
  measured: z
    .object({
      origins: z.int(),
      horizon: z.int(),
      accuracy: z.number(),
      total_accuracy: z.number(),
      mase: z.number(),
      skill: z.number(),
      coverage: z.record(z.string(), z.number()),
    })
    .nullable(),
  members: z.array(z.object({ name: z.string(), weight: z.number() })),
  statements: z.array(z.object({ code: z.string(), text: z.string() })),
  /** Under another price, growth or commitment; null when none was asked for. */
  what_if: z.object({ days: z.array(daySchema), total: expectedSchema, difference: z.number() }).nullable(),
});

export interface ForecastOf {
  readonly scope: string;
  readonly unit: string;
  readonly history: { readonly from: string; readonly to: string; readonly days: number };
  readonly supposed: Supposed | null;
}

export function tellForecast(forecast: Forecast, { supposed, ...of }: ForecastOf) {
  const { model, days, total, monthEnd, drivers, measured, members, statements } = forecast;
  return {
    ...of,
    model,
    days,
    total,
    month_end: monthEnd,
    drivers,
    measured: measured === null ? null : tellMeasured(measured),
    members,
    statements,
    what_if: supposed,
  };
}

function tellMeasured({ totalAccuracy, ...measured }: NonNullable<Forecast["measured"]>) {
  return { ...measured, total_accuracy: totalAccuracy };
}
