// The entity sets Usage and Costs: which days a filter comes to, and the rows of the answer. Rows are of whole days (UTC), so a
// bound of the filter never cuts one.

import { DAY_MS, HOUR_MS, utcDay } from "../../kernel/time.ts";
import { isMeter, type GroupName, type Meter } from "../../finops/index.ts";
import type { Row } from "./entity-set.ts";
import { boundsOf, textEqualTo } from "./narrow-filter.ts";
import type { Filter } from "./parse-filter.ts";

/** LIMIT: days that the sets are of, as of every question about usage. */
const MOST_DAYS = 400;
const HOURS_A_DAY = DAY_MS / HOUR_MS;

const GROUPS: readonly GroupName[] = ["service", "team", "environment", "key"];

export interface ChargedAsked {
  readonly fromHour: number;
  readonly toHour: number;
  readonly interval: "day";
  readonly groupBy: readonly GroupName[];
  readonly meter: Meter | null;
}

const hourOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / HOUR_MS;

/** Null when no row can pass. */
export function askDays(filter: Filter | null, nowMs: number): ChargedAsked | null {
  const today = utcDay(nowMs);
  const oldest = utcDay(nowMs - (MOST_DAYS - 1) * DAY_MS);
  const { from, to } = boundsOf(filter, "date");
  const first = typeof from === "string" && from > oldest ? from : oldest;
  const last = typeof to === "string" && to < today ? to : today;
  const meter = textEqualTo(filter, "meter");
  if (first > last || (meter !== null && !isMeter(meter))) return null;
  return {
    fromHour: hourOf(first),
    toHour: hourOf(last) + HOURS_A_DAY,
    interval: "day",
    groupBy: GROUPS,
    meter,
  };
}

/** A line of usage, or of costs with what it costs. */
export interface ChargedLine {
  readonly start: string;
  readonly meter: string;
  readonly unit: string;
  readonly quantity: number;
  readonly cost?: string;
  readonly currency?: string;
  readonly group: Readonly<Record<string, string>>;
}

export function chargedRow({ start, meter, unit, quantity, cost, currency, group }: ChargedLine): Row {
  const { service = "", team = "", environment = "", key = "" } = group;
  const charged = { service, team, environment, key_id: key };
  const price = cost === undefined ? {} : { cost, currency: currency ?? "" };
  return { date: start, meter, unit, quantity, ...price, ...charged };
}
