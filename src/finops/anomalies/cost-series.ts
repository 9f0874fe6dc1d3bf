// Daily costs as series: the total and, for every dimension (service, team, a label), one for each of its values. A day that
// nothing is known of is null; a value that a known day does not name cost nothing that day.

import { DAY_MS } from "../../kernel/time.ts";

/** A cost of a day with whom it belongs to; several of one day and owner are added. */
export interface OwnedCost {
  /** UTC day: `2026-11-23`. */
  readonly day: string;
  readonly amount: number;
  /** By dimension: `{ service: "api", team: "core" }`. */
  readonly of: Readonly<Record<string, string>>;
}

export interface DailySeries {
  readonly dimension: string;
  readonly value: string;
  /** One for each of `days`. */
  readonly amounts: readonly (number | null)[];
}

export interface CostSeries {
  readonly days: readonly string[];
  readonly total: readonly (number | null)[];
  readonly parts: readonly DailySeries[];
}

/** LIMIT: values of one dimension that are followed, those that cost most. */
const MOST_VALUES = 500;

export function dayAt(first: string, offset: number): string {
  return new Date(Date.parse(`${first}T00:00:00Z`) + offset * DAY_MS).toISOString().slice(0, 10);
}

function daysBetween(first: string, last: string): string[] {
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, at) => dayAt(first, at));
}

type Amounts = Map<string, number>;

function addTo(amounts: Amounts, day: string, amount: number): void {
  amounts.set(day, (amounts.get(day) ?? 0) + amount);
}

const spent = (amounts: Amounts): number =>
  [...amounts.values()].reduce((sum, amount) => sum + Math.abs(amount), 0);

export function toCostSeries(costs: readonly OwnedCost[]): CostSeries {
  const total: Amounts = new Map();
  const parts = new Map<string, Map<string, Amounts>>();
  for (const { day, amount, of } of costs) {
    addTo(total, day, amount);
    for (const [dimension, value] of Object.entries(of)) {
      const values = parts.get(dimension) ?? new Map<string, Amounts>();
      const amounts = values.get(value) ?? new Map<string, number>();
      addTo(amounts, day, amount);
      parts.set(dimension, values.set(value, amounts));
    }
  }
  const known = [...total.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  const days = first === undefined || last === undefined ? [] : daysBetween(first, last);
  const isKnown = days.map((day) => total.has(day));
  const series = (amounts: Amounts) =>
    days.map((day, at) => (isKnown[at] === true ? (amounts.get(day) ?? 0) : null));
  return {
    days,
    total: series(total),
    parts: [...parts].flatMap(([dimension, values]) =>
      [...values]
        .sort(([, one], [, other]) => spent(other) - spent(one))
        .slice(0, MOST_VALUES)
        .map(([value, amounts]) => ({ dimension, value, amounts: series(amounts) })),
    ),
  };
}
