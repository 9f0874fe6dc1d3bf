// From a history of days to a forecast of days: parse, choose a scale, run every candidate over the past and into the
// future, join them by how they did, and draw intervals from how that went wrong. Deterministic; no clock, no random.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseDay } from "./calendar-day.ts";
import { calendarColumns, type CalendarColumns, type CalendarEvent } from "./calendar-columns.ts";
import { makeCandidates, type Candidates } from "./candidates.ts";
import { combine } from "./combine.ts";
import { explain } from "./drivers.ts";
import type { IntervalLevel } from "./error-pool.ts";
import {
  expectMonthEnd,
  expectSum,
  forecastDays,
  restOfMonth,
  type Run,
  type Settings,
} from "./expectations.ts";
import { MODEL_VERSION, type Forecast } from "./forecast.ts";
import { parseHistory, type DailySeries, type HistoryDay } from "./history.ts";
import { findShifts } from "./level-shifts.ts";
import { measure } from "./measure.ts";
import { planBacktest, type BacktestPlan } from "./origins.ts";
import { medianOf, robustDeviation } from "./quantile.ts";
import { chooseScale, type Scale } from "./scale.ts";
import { SHORT_DAYS, statementsOn } from "./statements.ts";

export interface ForecastOptions {
  /** Days ahead, 1 to 365. */
  readonly horizon: number;
  readonly levels?: readonly IntervalLevel[];
  readonly events?: readonly CalendarEvent[];
}

const MOST_HORIZON = 365;
/** LIMIT: an event is an unknown of the fit, whose cost grows with the cube of the unknowns: some 160 without any. */
const MOST_EVENTS = 20;
const ALL_LEVELS: readonly IntervalLevel[] = [50, 80, 95];
/** Members below it are not named: together they move nothing. */
const LEAST_NAMED_WEIGHT = 0.005;

export function forecastDaily(history: readonly HistoryDay[], options: ForecastOptions): Result<Forecast> {
  const { horizon } = options;
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > MOST_HORIZON)
    return failed(fault("request.invalid", `a horizon is 1 to ${MOST_HORIZON} days`));
  const events = parseEvents(options.events ?? []);
  if (!events.ok) return events;
  const parsed = parseHistory(history);
  if (!parsed.ok) return parsed;
  return ok(
    forecastSeries(parsed.value, { ...options, levels: options.levels ?? ALL_LEVELS, days: events.value }),
  );
}

function parseEvents(events: readonly CalendarEvent[]): Result<readonly ReadonlySet<number>[]> {
  if (events.length > MOST_EVENTS) return failed(fault("request.invalid", `more than ${MOST_EVENTS} events`));
  const parsed: Set<number>[] = [];
  for (const { name, dates } of events) {
    const days = new Set<number>();
    for (const date of dates) {
      const day = parseDay(date);
      if (day === null) return failed(fault("request.invalid", `\`${date}\` of \`${name}\` is not a date`));
      days.add(day);
    }
    parsed.push(days);
  }
  return ok(parsed);
}

interface Joined extends Candidates {
  readonly run: Run;
  readonly calendar: CalendarColumns;
  readonly weights: Float64Array;
}

/** Runs every candidate over the past and into the future and joins them. */
function runCandidates(series: DailySeries, settings: Settings): Joined {
  const { values, startDay } = series;
  const scale = chooseScale(values);
  const length = Math.max(settings.horizon, restOfMonth(startDay + values.length));
  const plan = planBacktest(values.length, settings.horizon);
  const calendar = calendarColumns({ startDay, days: values.length + length, events: settings.days });
  const scaled = values.map((value) => scale.toScale(value));
  const shifts = findShifts(scaled);
  const made = makeCandidates({ scaled, scale, calendar, shifts, plan, horizon: length });
  const { past, future, weights } = combine({ values, plan, candidates: made.candidates });
  const run = {
    series,
    settings,
    scale,
    plan,
    past,
    means: keepSane(future, values),
    residuals: residualsOf({ scaled, scale, plan, past }),
    noise: noiseOf(scaled, made.fits),
    isNeverNegative: values.every((value) => !(value < 0)),
  };
  return { ...made, run, calendar, weights };
}

/** A fit to few days follows their noise: until there are more, the days' own spread stands for it. */
function noiseOf(scaled: Float64Array, fits: Candidates["fits"]): number {
  if (scaled.length >= SHORT_DAYS) return Math.min(...fits.map((fit) => fit.noise));
  const middle = medianOf(scaled.filter((value) => !Number.isNaN(value)));
  return robustDeviation(scaled.map((value) => value - middle));
}

function forecastSeries(series: DailySeries, settings: Settings): Forecast {
  const joined = runCandidates(series, settings);
  const { run } = joined;
  const { values } = series;
  const { horizon } = settings;
  const measured = measure({ ...run, values });
  const means = run.means.slice(0, horizon);
  return {
    model: MODEL_VERSION,
    days: forecastDays(run),
    total: expectSum(run, { days: horizon, spent: 0 }),
    monthEnd: expectMonthEnd(run),
    drivers: explain({ ...joined, values, scale: run.scale, means }),
    measured,
    members: nameMembers(joined.candidates, joined.weights),
    statements: statementsOn({
      span: values.length,
      missing: series.missing,
      leftOut: series.leftOut,
      horizon,
      measuredHorizon: run.plan.horizon,
      skill: measured?.skill ?? null,
    }),
  };
}

/** No day leaves the range of the history by more than that range, and none is negative that never was. */
function keepSane(path: Float64Array, values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const lowest = known.reduce((left, right) => Math.min(left, right));
  const highest = known.reduce((left, right) => Math.max(left, right));
  const floor = lowest >= 0 ? 0 : lowest - (highest - lowest);
  const ceiling = highest + (highest - lowest);
  return path.map((value) => Math.max(floor, Math.min(ceiling, value)));
}

function residualsOf(parts: {
  readonly scaled: Float64Array;
  readonly scale: Scale;
  readonly plan: BacktestPlan;
  readonly past: Float64Array;
}): Float64Array {
  const { horizon, origins } = parts.plan;
  return parts.past.map((value, at) => {
    const day = (origins[Math.floor(at / horizon)] as number) + (at % horizon);
    return (parts.scaled[day] as number) - parts.scale.toScale(value);
  });
}

function nameMembers(candidates: Candidates["candidates"], weights: Float64Array): Forecast["members"] {
  return candidates
    .map(({ name }, at) => ({ name, weight: weights[at] as number }))
    .filter(({ weight }) => weight >= LEAST_NAMED_WEIGHT)
    .sort((left, right) => right.weight - left.weight);
}
