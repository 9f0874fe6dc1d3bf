// What is strange about daily costs and what is not: weekends, charges of the first of the month, growth, noise; and who is
// named for what is.

import { describe, expect, it } from "vitest";
import { dayAt, toCostSeries, type OwnedCost } from "../../../../src/finops/anomalies/cost-series.ts";
import { detectAnomalies, type Anomaly } from "../../../../src/finops/anomalies/detect-anomalies.ts";
import { seededRandom } from "../../../support/ingest.ts";

const FIRST = "2026-01-05";
const SEED = 20_261_127;

type Shape = (at: number, day: string) => number;

/** Two services with some noise; `api` is twice `web`, and each half belongs to a team. */
function costs(count: number, shape: Shape, extra: readonly OwnedCost[] = []): OwnedCost[] {
  const random = seededRandom(SEED);
  const noisy = (amount: number): number => amount * (1 + (random() - 0.5) * 0.06);
  const usual = Array.from({ length: count }, (_, at) => dayAt(FIRST, at)).flatMap((day, at) => [
    { day, amount: noisy((shape(at, day) * 2) / 3), of: { service: "api", team: "core" } },
    { day, amount: noisy(shape(at, day) / 3), of: { service: "web", team: "shop" } },
  ]);
  return [...usual, ...extra];
}

const found = (all: readonly OwnedCost[]): Anomaly[] => detectAnomalies(toCostSeries(all));

const flat: Shape = () => 100;
/** Monday is day 0. */
const weekly: Shape = (at) => (at % 7 < 5 ? 100 : 30);
const monthly: Shape = (_at, day) => (day.endsWith("-01") ? 900 : 100);

describe("nothing is strange about", () => {
  it.each<[string, Shape]>([
    ["noise", flat],
    ["weekends", weekly],
    [
      "charges of the first of the month, once they were seen",
      (at, day) => (at < 70 ? 100 : monthly(at, day)),
    ],
    ["slow growth", (at) => 100 * 1.003 ** at],
    ["costs of nothing", () => 0],
  ])("%s", (name, shape) => {
    const strange = found(costs(300, shape));
    // The first two of a kind that was never seen before are told.
    const known = name.startsWith("charges")
      ? strange.filter(({ from }) => from > dayAt(FIRST, 150))
      : strange;
    expect(known, `seed ${SEED}`).toStrictEqual([]);
  });

  it("a history that is too short to know", () => {
    expect(found(costs(20, (at) => (at === 19 ? 10_000 : 100)))).toStrictEqual([]);
  });

  it("days of which nothing is known", () => {
    const gone = costs(120, flat).filter(({ day }) => day !== dayAt(FIRST, 100));
    expect(found(gone)).toStrictEqual([]);
  });
});

describe("strange is", () => {
  it("a day that costs much more, with the service and the team it comes from", () => {
    const day = dayAt(FIRST, 100);
    const [spike, ...others] = found(
      costs(120, weekly, [{ day, amount: 400, of: { service: "web", team: "shop" } }]),
    );
    expect(others).toStrictEqual([]);
    expect(spike).toMatchObject({ from: day, to: day, kind: "spike" });
    expect(spike?.impact).toBeCloseTo(400, -1);
    expect(spike?.contributors.map(({ dimension, value }) => `${dimension} ${value}`)).toStrictEqual([
      "team shop",
      "service web",
    ]);
    expect(spike?.contributors[0]?.share).toBeCloseTo(1, 1);
  });

  it("a service that is new, and costs", () => {
    const day = dayAt(FIRST, 100);
    const [spike] = found(costs(120, flat, [{ day, amount: 80, of: { service: "gpu", team: "core" } }]));
    const gpu = spike?.contributors.find(({ value }) => value === "gpu");
    expect(gpu).toMatchObject({ dimension: "service", expected: 0, actual: 80 });
  });

  it("a day that costs much less", () => {
    const [drop] = found(costs(120, (at) => (at === 100 ? 10 : 100)));
    expect(drop).toMatchObject({ kind: "drop", from: dayAt(FIRST, 100) });
    expect(drop?.impact).toBeLessThan(-80);
  });

  it("a weekend that costs like a working day", () => {
    const [spike] = found(costs(120, (at, day) => (at === 103 ? 100 : weekly(at, day))));
    expect(spike).toMatchObject({ kind: "spike", from: dayAt(FIRST, 103) });
  });

  it("a new level, told once, until it is the usual one", () => {
    const strange = found(costs(200, (at) => (at < 100 ? 100 : 220)));
    expect(strange).toHaveLength(1);
    expect(strange[0]).toMatchObject({ kind: "shift", from: dayAt(FIRST, 100) });
    expect(strange[0]?.to).toBe(dayAt(FIRST, 120));
  });

  it("the same when days after it are not known yet", () => {
    const all = costs(200, flat, [{ day: dayAt(FIRST, 100), amount: 500, of: { service: "web" } }]);
    const until = all.filter(({ day }) => day <= dayAt(FIRST, 100));
    expect(found(until)).toStrictEqual(found(all));
  });
});
