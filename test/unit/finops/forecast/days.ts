// Series for the tests of the forecast: dates in a line from a first one, values from a function of the day's place.

export interface Day {
  readonly date: string;
  readonly value: number;
}

const DAY_MS = 86_400_000;

/** `count` days from `first`; `at` is the place, `date` the day in UTC. */
export function daysFrom(first: string, count: number, value: (at: number, date: Date) => number): Day[] {
  const start = Date.parse(first);
  return Array.from({ length: count }, (_, at) => {
    const date = new Date(start + at * DAY_MS);
    return { date: date.toISOString().slice(0, 10), value: value(at, date) };
  });
}

/** Mean absolute error over mean absolute value. */
export function relativeError(forecast: readonly number[], actual: readonly number[]): number {
  const error = actual.reduce((sum, value, at) => sum + Math.abs(value - (forecast[at] ?? Number.NaN)), 0);
  return error / actual.reduce((sum, value) => sum + Math.abs(value), 0);
}
