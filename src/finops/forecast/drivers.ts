// What the total of the horizon is made of: the level of the last four weeks carried on, and what the calendar and the trend
// add to it. Parts are in the series' unit and add up to the total exactly: the trend is what the others do not explain.

import { type CalendarColumns, type CalendarGroup, effectOf } from "./calendar-columns.ts";
import type { Candidates } from "./candidates.ts";
import type { Driver } from "./forecast.ts";
import type { Scale } from "./scale.ts";

interface DriversRequest extends Candidates {
  readonly values: Float64Array;
  readonly calendar: CalendarColumns;
  readonly scale: Scale;
  readonly weights: Float64Array;
  readonly means: Float64Array;
}

const LEVEL_DAYS = 28;

export function explain(request: DriversRequest): Driver[] {
  const { values, means } = request;
  const recent = values.slice(-LEVEL_DAYS).filter((value) => !Number.isNaN(value));
  const level = (recent.reduce((sum, value) => sum + value, 0) / recent.length) * means.length;
  const total = means.reduce((sum, value) => sum + value, 0);
  const amount = (group: CalendarGroup): number => groupAmount(request, group);
  const groups = [
    { name: "weekly", amount: amount("weekly") + amount("weekends") },
    { name: "monthly", amount: amount("monthly") },
    { name: "yearly", amount: amount("yearly") },
    { name: "events", amount: amount("events") },
  ] as const;
  const explained = groups.reduce((sum, group) => sum + group.amount, level);
  return [{ name: "level", amount: level }, { name: "trend", amount: total - explained }, ...groups];
}

/** What the horizon would cost less if the group's days were as their average over the last four weeks. */
function groupAmount(request: DriversRequest, group: CalendarGroup): number {
  const { values, scale, means } = request;
  const effect = weightedEffect(request, group);
  const usual = mean(effect.subarray(values.length - LEVEL_DAYS, values.length));
  return means.reduce((sum, value, at) => {
    const without = scale.fromScale(scale.toScale(value) - ((effect[values.length + at] as number) - usual));
    return sum + value - without;
  }, 0);
}

function weightedEffect(
  { candidates, fits, weights, calendar }: DriversRequest,
  group: CalendarGroup,
): Float64Array {
  const shares = fits.map((_, model) =>
    candidates.reduce((sum, one, at) => sum + (one.model === model ? (weights[at] as number) : 0), 0),
  );
  const columns = new Float64Array(calendar.size);
  fits.forEach((fit, model) => {
    fit.weights.forEach(
      (weight, at) => (columns[at] = (columns[at] as number) + weight * (shares[model] as number)),
    );
  });
  return effectOf(calendar, columns, calendar.groups[group]);
}

function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
