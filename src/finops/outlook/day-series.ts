// A scope's days in a row, from the first on which anything is known to the last that is over: a day without usage is zero.

import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { isOfScope, type DayValue, type ForecastScope } from "./forecast-scope.ts";

export interface SeriesDay {
  readonly date: string;
  readonly value: number;
}

/** `until` is included; days after it are left out. */
export function daySeries(values: Iterable<DayValue>, scope: ForecastScope, until: string): SeriesDay[] {
  const sums = new Map<string, number>();
  for (const one of values)
    if (one.day <= until && isOfScope(one, scope)) sums.set(one.day, (sums.get(one.day) ?? 0) + one.value);
  const first = [...sums.keys()].reduce((least, day) => (day < least ? day : least), "9999-12-31");
  const days: SeriesDay[] = [];
  for (let at = Date.parse(first); sums.size > 0 && utcDay(at) <= until; at += DAY_MS) {
    const date = utcDay(at);
    days.push({ date, value: sums.get(date) ?? 0 });
  }
  return days;
}
