// A scope's days in a row, from the first on which anything is known to the last that is over: a day without usage is zero.

import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { billedUntil } from "./billed-until.ts";
import { isOfScope, type DayValue, type ForecastScope } from "./forecast-scope.ts";

export interface SeriesDay {
  readonly date: string;
  readonly value: number;
}

/** A provider is billed as a whole: a part of it that cost nothing on the last days was billed all the same. */
function knownUntil(values: readonly DayValue[], scope: ForecastScope, end: string): string {
  const bills = values.filter(({ origin }) => origin === "imported");
  const providers = new Set(bills.filter((one) => isOfScope(one, scope)).map(({ of }) => of["provider"]));
  const known = bills.flatMap(({ day, of: { provider } }) =>
    provider !== undefined && providers.has(provider) ? [{ provider, day }] : [],
  );
  return billedUntil(known, end);
}

/** To `until`, included, or to the last day that bills tell of. */
export function daySeries(values: readonly DayValue[], scope: ForecastScope, end: string): SeriesDay[] {
  const until = knownUntil(values, scope, end);
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
