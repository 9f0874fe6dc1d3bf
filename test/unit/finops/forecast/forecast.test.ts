// What the forecast learns from a history and what it leaves alone.

import { describe, expect, it } from "vitest";
import { forecastDaily, type Forecast, type ForecastOptions } from "../../../../src/finops/index.ts";
import { seededRandom } from "../../../support/ingest.ts";
import { daysFrom, relativeError, type Day } from "./days.ts";

const HORIZON = 30;

function forecastOf(history: readonly Day[], options: Partial<ForecastOptions> = {}): Forecast {
  const made = forecastDaily(history, { horizon: HORIZON, ...options });
  if (!made.ok) throw new Error(`${made.fault.code}: ${made.fault.detail}`);
  return made.value;
}

function means({ days }: Forecast): number[] {
  return days.map(({ mean }) => mean);
}

/** Forecasts the end of a made series from its beginning. */
function errorOn(series: readonly Day[], options: Partial<ForecastOptions> = {}): number {
  const made = forecastOf(series.slice(0, -HORIZON), options);
  return relativeError(
    means(made),
    series.slice(-HORIZON).map(({ value }) => value),
  );
}

function noise(seed: number, share: number): () => number {
  const random = seededRandom(seed);
  return () => 1 + share * (random() + random() + random() - 1.5);
}

const weekday = (date: Date): number => (date.getUTCDay() % 6 === 0 ? 0.4 : 1);

describe("what a forecast learns", () => {
  it("follows the week", () => {
    const vary = noise(1, 0.05);
    expect(errorOn(daysFrom("2024-01-01", 400, (_, date) => 100 * weekday(date) * vary()))).toBeLessThan(
      0.03,
    );
  });

  it("puts a charge on the day of the month on which it has always come", () => {
    const vary = noise(2, 0.05);
    const charge = (date: Date): number => (date.getUTCDate() === 1 ? 900 : 0);
    const series = daysFrom("2024-01-01", 400, (_, date) => 100 * vary() + charge(date));
    const made = forecastOf(series.slice(0, 370));
    const first = made.days.find(({ date }) => date.endsWith("-01"));
    expect(first?.mean).toBeGreaterThan(850);
    expect(errorOn(series)).toBeLessThan(0.05);
  });

  it("follows the season of the year once it has seen two", () => {
    const vary = noise(3, 0.05);
    const season = (at: number): number => 1 + 0.5 * Math.sin((2 * Math.PI * at) / 365.25);
    expect(errorOn(daysFrom("2021-01-01", 1_200, (at) => 100 * season(at) * vary()))).toBeLessThan(0.04);
  });

  it("knows a holiday that moves by its own past years", () => {
    const vary = noise(4, 0.03);
    const goodFridays = new Set(["2021-04-02", "2022-04-15", "2023-04-07", "2024-03-29"]);
    const series = daysFrom("2021-01-01", 1_195, (_, date) =>
      goodFridays.has(date.toISOString().slice(0, 10)) ? 20 : 100 * vary(),
    );
    const made = forecastOf(series.filter(({ date }) => date < "2024-03-20"));
    expect(made.days.find(({ date }) => date === "2024-03-29")?.mean).toBeLessThan(60);
  });

  it("knows an event that the caller names by its past dates", () => {
    const vary = noise(5, 0.03);
    const sales = ["2024-02-11", "2024-04-23", "2024-06-17", "2024-09-05", "2024-11-21", "2025-01-20"];
    const series = daysFrom("2024-01-01", 400, (_, date) =>
      sales.includes(date.toISOString().slice(0, 10)) ? 300 : 100 * vary(),
    );
    const events = [{ name: "sale", dates: sales }];
    const made = forecastOf(series.slice(0, 380), { events });
    const [sale, day] = ["2025-01-20", "2025-01-21"].map(
      (date) => made.days.find((one) => one.date === date)?.mean,
    );
    expect(sale).toBeGreaterThan(220);
    expect(day).toBeLessThan(110);
  });

  it("follows a level that shifted weeks ago", () => {
    const vary = noise(6, 0.05);
    expect(errorOn(daysFrom("2024-01-01", 400, (at) => (at < 330 ? 100 : 260) * vary()))).toBeLessThan(0.07);
  });

  it("expects a burst to pass as those before it did", () => {
    const vary = noise(15, 0.05);
    const sinceBurst = (at: number): number => (at + 20) % 70;
    const series = daysFrom("2024-01-01", 500, (at) => 100 * vary() * (1 + 4 * 2 ** (-sinceBurst(at) / 4)));
    const made = forecastOf(series.slice(0, 475));
    expect(series[474]?.value).toBeGreaterThan(250);
    const later = means(made).slice(10, 30);
    expect(later.reduce((sum, value) => sum + value, 0) / later.length).toBeLessThan(130);
  });

  it("is not moved by single outlying days", () => {
    const vary = noise(7, 0.05);
    const outlying = new Set([200, 301, 352, 368]);
    const series = daysFrom("2024-01-01", 400, (at) => (outlying.has(at) ? 5_000 : 100 * vary()));
    expect(errorOn(series)).toBeLessThan(0.05);
  });
});

describe("histories that are not as they should be", () => {
  it("of zeros only forecasts zeros", () => {
    const made = forecastOf(daysFrom("2025-01-01", 200, () => 0));
    expect(means(made)).toEqual(Array.from({ length: HORIZON }, () => 0));
    expect(made.total).toMatchObject({ mean: 0 });
  });

  it("of one value only forecasts that value, without an interval to speak of", () => {
    const made = forecastOf(daysFrom("2025-01-01", 200, () => 42));
    for (const { mean, intervals } of made.days) {
      expect(mean).toBeCloseTo(42, 6);
      for (const { lower, upper } of intervals) expect(upper - lower).toBeLessThan(0.01);
    }
  });

  it("with missing days are forecast past them, and it is said", () => {
    const vary = noise(8, 0.05);
    const series = daysFrom("2024-01-01", 400, (_, date) => 100 * weekday(date) * vary());
    const holed = series.filter((_, at) => at >= 370 || (at % 11 !== 3 && (at < 100 || at > 120)));
    expect(errorOn(holed)).toBeLessThan(0.04);
    expect(forecastOf(holed).statements.map(({ code }) => code)).toContain("forecast.days_missing");
  });

  it("with credits below zero are forecast below zero", () => {
    const vary = noise(9, 0.1);
    const series = daysFrom("2024-01-01", 400, (_, date) => (date.getUTCDate() === 15 ? -400 : 100 * vary()));
    const made = forecastOf(series.slice(0, 370));
    expect(made.days.find(({ date }) => date.endsWith("-15"))?.mean).toBeLessThan(-200);
  });

  it("that were never negative get no negative forecast or bound", () => {
    const random = seededRandom(10);
    const made = forecastOf(daysFrom("2024-01-01", 300, () => (random() < 0.7 ? 0 : 10 * random())));
    for (const { mean, intervals } of made.days) {
      expect(mean).toBeGreaterThanOrEqual(0);
      for (const { lower } of intervals) expect(lower).toBeGreaterThanOrEqual(0);
    }
  });

  it("of seven days are forecast, and it is said how little that is worth", () => {
    const made = forecastOf(daysFrom("2026-11-02", 7, (_, date) => 100 * weekday(date)));
    expect(made.measured).toBeNull();
    expect(made.statements.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["forecast.history_short", "forecast.not_measured", "forecast.year_unknown"]),
    );
    for (const { mean } of made.days) expect(mean).toBeGreaterThan(20);
  });

  it("of seven days that differ get intervals as wide as the days differ", () => {
    const vary = noise(14, 0.4);
    const made = forecastOf(daysFrom("2026-11-02", 7, () => 100 * vary()));
    const [, , interval] = made.days[0]?.intervals ?? [];
    expect((interval?.upper ?? 0) - (interval?.lower ?? 0)).toBeGreaterThan(30);
  });

  it.each([8, 13, 14, 20, 29, 45, 61, 100, 125])("of %i days give finite days in order", (count) => {
    const vary = noise(count, 0.2);
    const made = forecastOf(daysFrom("2024-02-20", count, () => 100 * vary()));
    for (const { mean, intervals } of [...made.days, made.total, made.monthEnd])
      for (const { lower, upper } of intervals) {
        expect(lower).toBeLessThanOrEqual(mean);
        expect(upper).toBeGreaterThanOrEqual(mean);
        expect(Number.isFinite(lower) && Number.isFinite(upper)).toBe(true);
      }
  });

  it.each([1e-9, 1e12])("of another scale (%d) are forecast alike", (factor) => {
    const vary = noise(11, 0.05);
    const series = daysFrom("2024-01-01", 300, (_, date) => 100 * weekday(date) * vary());
    const scaled = series.map(({ date, value }) => ({ date, value: value * factor }));
    const [usual, other] = [forecastOf(series), forecastOf(scaled)];
    other.days.forEach(({ mean }, at) =>
      expect(mean / factor / (usual.days[at]?.mean ?? 0)).toBeCloseTo(1, 6),
    );
  });

  it("cross 29 February and every hour's change without a day lost or doubled", () => {
    const made = forecastOf(daysFrom("2023-06-01", 260, () => 10));
    expect(made.days[0]?.date).toBe("2024-02-16");
    expect(made.days[13]?.date).toBe("2024-02-29");
    expect(made.days[14]?.date).toBe("2024-03-01");
    expect(new Set(made.days.map(({ date }) => date)).size).toBe(HORIZON);
  });

  it("are refused with a date that is none, a day twice or a value that is no number", () => {
    const series = daysFrom("2025-01-01", 20, () => 1);
    for (const bad of [
      { date: "2025-02-30", value: 1 },
      { date: "2025-01-03", value: 1 },
      { date: "2025-03-01", value: Number.NaN },
    ])
      expect(forecastDaily([...series, bad], { horizon: 5 })).toMatchObject({
        ok: false,
        fault: { code: "finops.history_invalid" },
      });
  });

  it("of six days are refused as too short", () => {
    expect(
      forecastDaily(
        daysFrom("2025-01-01", 6, () => 1),
        { horizon: 5 },
      ),
    ).toMatchObject({
      ok: false,
      fault: { code: "finops.history_too_short" },
    });
  });
});

describe("what a forecast says of itself", () => {
  const vary = noise(12, 0.2);
  const history = daysFrom("2024-01-01", 500, (_, date) => 100 * weekday(date) * vary());
  const made = forecastOf(history);

  it("is the same whenever it is made, in whatever order the history comes", () => {
    expect(forecastOf([...history].reverse())).toEqual(made);
  });

  it("has intervals inside each other, for days and totals", () => {
    for (const { intervals } of [...made.days, made.total, made.monthEnd]) {
      const [half, most, nearly] = intervals;
      expect(intervals.map(({ level }) => level)).toEqual([50, 80, 95]);
      expect(half?.lower).toBeGreaterThanOrEqual(most?.lower ?? Number.NaN);
      expect(most?.lower).toBeGreaterThanOrEqual(nearly?.lower ?? Number.NaN);
      expect(half?.upper).toBeLessThanOrEqual(most?.upper ?? Number.NaN);
      expect(most?.upper).toBeLessThanOrEqual(nearly?.upper ?? Number.NaN);
    }
  });

  it("names drivers that add up to the total", () => {
    const sum = made.drivers.reduce((total, { amount }) => total + amount, 0);
    expect(sum / made.total.mean).toBeCloseTo(1, 9);
  });

  it("names members whose weights add up to nearly one", () => {
    const sum = made.members.reduce((total, { weight }) => total + weight, 0);
    expect(sum).toBeGreaterThan(0.9);
    expect(sum).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("measures itself on its own past", () => {
    expect(made.measured?.accuracy).toBeGreaterThan(0.85);
    expect(made.measured?.skill).toBeGreaterThan(0.1);
    expect(made.measured?.coverage[80]).toBeGreaterThan(0.6);
  });

  it("counts what the month has spent into the month's end", () => {
    // 500 days from 2024-01-01 end on 2025-05-14.
    const spent = history.slice(-14).reduce((sum, { value }) => sum + value, 0);
    const rest = made.days.slice(0, 17).reduce((sum, { mean }) => sum + mean, 0);
    expect(made.monthEnd.month).toBe("2025-05");
    expect(made.monthEnd.spent).toBeCloseTo(spent, 6);
    expect(made.monthEnd.mean).toBeCloseTo(spent + rest, 6);
  });

  it("knows the month's end when the horizon is shorter", () => {
    const short = forecastOf(history, { horizon: 1 });
    expect(short.days).toHaveLength(1);
    expect(short.monthEnd.mean).toBeGreaterThan(short.monthEnd.spent + 10 * (short.days[0]?.mean ?? 0));
  });

  it("starts a new month with nothing spent", () => {
    const whole = forecastOf(daysFrom("2025-01-01", 90, () => 5));
    expect(whole.monthEnd).toMatchObject({ month: "2025-04", spent: 0 });
  });

  it("a year ahead stays within what was seen, and its intervals do not narrow", () => {
    const grow = noise(13, 0.05);
    const year = forecastOf(
      daysFrom("2024-01-01", 700, (at) => 100 * 1.002 ** at * grow()),
      { horizon: 365 },
    );
    const last = year.days.at(-1);
    expect(last?.mean).toBeLessThan(2 * 100 * 1.002 ** 700);
    const width = (at: number): number => {
      const [, , interval] = year.days[at]?.intervals ?? [];
      return (interval?.upper ?? 0) - (interval?.lower ?? 0);
    };
    expect(width(364)).toBeGreaterThan(width(0));
    expect(year.statements.map(({ code }) => code)).toContain("forecast.horizon_past_measured");
  });

  it("refuses events past their number or with a date that is none", () => {
    const many = Array.from({ length: 21 }, (_, at) => ({ name: `event ${at}`, dates: [] }));
    for (const events of [many, [{ name: "sale", dates: ["2025-13-01"] }]])
      expect(forecastDaily(history, { horizon: 5, events })).toMatchObject({
        fault: { code: "request.invalid" },
      });
  });

  it.each([0, 366, 1.5])("refuses a horizon of %d days", (horizon) => {
    expect(forecastDaily(history, { horizon })).toMatchObject({ fault: { code: "request.invalid" } });
  });
});
