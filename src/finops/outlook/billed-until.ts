// Up to which day imported bills tell of everything: the days after it are not free of charge, they are not billed yet.

import { DAY_MS, utcDay } from "../../kernel/time.ts";

export interface BilledDay {
  readonly provider: string;
  readonly day: string;
}

/** A cloud that was not billed for so long is not used any more; bills come once a month, some weeks late. */
const BILLED_WITHIN_MS = 62 * DAY_MS;

/** The earliest of the providers' last days, `end` at the latest; `end` without bills. */
export function billedUntil(bills: Iterable<BilledDay>, end: string): string {
  const last = new Map<string, string>();
  for (const { provider, day } of bills)
    if (day <= end && day > (last.get(provider) ?? "")) last.set(provider, day);
  const lately = utcDay(Date.parse(end) - BILLED_WITHIN_MS);
  return [...last.values()]
    .filter((day) => day >= lately)
    .reduce((least, day) => (day < least ? day : least), end);
}
