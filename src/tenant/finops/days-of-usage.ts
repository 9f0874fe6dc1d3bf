// Hours of usage as days in their order, one line for each attribution.

import { mergeLines, type DayOfUsage } from "../../finops/index.ts";
import { HOURS_OF_DAY, type HourOfUsage } from "../../finops/store/usage.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";

export function daysOf(hours: readonly HourOfUsage[]): DayOfUsage[] {
  const days = Map.groupBy(hours, ({ hour }) => Math.floor(hour / HOURS_OF_DAY));
  return [...days]
    .sort(([one], [other]) => one - other)
    .map(([day, of]) => ({ day: utcDay(day * DAY_MS), lines: mergeLines(of.flatMap(({ lines }) => lines)) }));
}
