// Forecasts of a tenant: asked for, and each night for what costs the most, kept so that they can be held against what came.

import {
  currencyOn,
  daySeries,
  forecastDaily,
  holdAgainst,
  keepForecast,
  parseScope,
  suppose,
  tellForecast,
  type DayValue,
  type ForecastOutcome,
  type KeptForecast,
  type Meter,
  type WhatIf,
} from "../../finops/index.ts";
import { listForecasts } from "../../finops/store/forecasts.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { utcDay } from "../../kernel/time.ts";
import { OTHER } from "../../telemetry/index.ts";
import { readCostHistory, readQuantityHistory, type History } from "./cost-history.ts";
import type { UsageRim } from "./read-usage.ts";

export interface ForecastAsked {
  readonly scope: string;
  readonly horizon: number;
  /** Null for cost; else the quantity of this meter. */
  readonly meter: Meter | null;
  readonly whatIf: WhatIf | null;
}

/** Of the price book in force. */
export const currencyNow = ({ store }: Pick<UsageRim, "store">): string =>
  currencyOn(loadSetting(store.db, "price_books").document, utcDay(store.clock()));

const readHistory = async (rim: UsageRim, meter: Meter | null): Promise<Result<History>> =>
  meter === null ? readCostHistory(rim, currencyNow(rim)) : readQuantityHistory(rim, meter);

const noScope = (scope: string): Result<never> =>
  failed(fault("request.invalid", `\`${scope}\` is nothing that is forecast`));

export async function forecastNow(rim: UsageRim, asked: ForecastAsked): Promise<Result<Json>> {
  const { scope, horizon, meter, whatIf } = asked;
  const parsed = parseScope(scope);
  if (parsed === null) return noScope(scope);
  const history = await readHistory(rim, meter);
  if (!history.ok) return history;
  const series = daySeries(history.value.values, parsed, history.value.until);
  if (series.length === 0)
    return failed(fault("finops.history_too_short", `nothing is known of \`${scope}\``));
  const forecast = forecastDaily(series, { horizon });
  if (!forecast.ok) return forecast;
  const unit = meter ?? currencyNow(rim);
  const [from, to] = [series[0]?.date ?? "", series.at(-1)?.date ?? ""];
  const supposed = whatIf === null ? null : suppose(forecast.value, whatIf);
  const of = { scope, unit, history: { from, to, days: series.length }, supposed };
  return ok(JSON.parse(JSON.stringify(tellForecast(forecast.value, of))) as Json);
}

/** LIMIT: scopes of a night; a forecast takes some tens of milliseconds. */
const MOST_SCOPES = 25;
const KEPT_HORIZON = 30;
const KEPT_DIMENSIONS = ["team", "service", "provider"] as const;

/** All costs, and the parts that have cost the most. */
function scopesOf(values: readonly DayValue[]): string[] {
  const sums = new Map<string, number>();
  for (const { of, value } of values)
    for (const name of KEPT_DIMENSIONS) {
      const scope = `${name}:${of[name] ?? ""}`;
      const isTold = of[name] !== undefined && of[name] !== "" && of[name] !== OTHER;
      if (isTold) sums.set(scope, (sums.get(scope) ?? 0) + value);
    }
  const largest = [...sums].sort(([, one], [, other]) => other - one).map(([scope]) => scope);
  return ["tenant", ...largest.slice(0, MOST_SCOPES - 1)];
}

/** Scopes with too short a history are left out. */
export async function makeForecasts(rim: UsageRim): Promise<Result<KeptForecast[]>> {
  const history = await readHistory(rim, null);
  if (!history.ok) return history;
  const { values, until } = history.value;
  return ok(
    scopesOf(values).flatMap((scope) => {
      const parsed = parseScope(scope);
      const series = parsed === null ? [] : daySeries(values, parsed, until);
      const forecast = forecastDaily(series, { horizon: KEPT_HORIZON, levels: [80, 95] });
      return forecast.ok ? [keepForecast(scope, forecast.value)] : [];
    }),
  );
}

/** LIMIT: nights that are told of. */
const MOST_NIGHTS = 120;

export async function readAccuracy(rim: UsageRim, scope: string): Promise<Result<Json>> {
  const parsed = parseScope(scope);
  if (parsed === null) return noScope(scope);
  const history = await readHistory(rim, null);
  if (!history.ok) return history;
  const series = daySeries(history.value.values, parsed, history.value.until);
  const outcomes = listForecasts(rim.store.db, MOST_NIGHTS).flatMap(({ madeOn, kept }): ForecastOutcome[] => {
    const one = kept.find((forecast) => forecast.scope === scope);
    const outcome = one === undefined ? null : holdAgainst(madeOn, one, series);
    return outcome === null ? [] : [outcome];
  });
  return ok(outcomes as unknown as Json);
}
