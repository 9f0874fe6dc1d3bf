// A level learned as a mix of moving averages of differing memory, directly for each band of the horizon: how far the
// next weeks return from the last days to the last months, and how far they repeat the last year, is read from the series' own past (direct multi-horizon
// ridge regression on the differences to a reference average; no mix is assumed where nothing shows one).

import { bandsUpTo, interpolate, type HorizonBand } from "./horizon-bands.ts";
import type { LevelMethod, LevelRequest } from "./level-method.ts";
import { solveSymmetric } from "./solve.ts";

/** Half-lives in days: last days, week, fortnight, season, year's part. */
const HALF_LIVES = [1.5, 5, 15, 45, 150];
/** The average that is the forecast when nothing is learned. */
const REFERENCE = 2;
/** The differences of the other averages, and what the band's days did a year ago. */
const FEATURES = HALF_LIVES.length;
const YEAR_AGO = FEATURES - 1;
/** 52 weeks: the same weekday. */
const YEAR_DAYS = 364;
/** Days to either side of the band that are averaged with it: a year ago moves by some days. */
const YEAR_MARGIN = 3;
/** Days before the first example: before it the long averages are the short ones. */
const WARM_UP_DAYS = 60;
/** The belief in the reference average is worth so many days whose features lie one deviation off. */
const RIDGE_DAYS = 20;
/** An example so old counts half. */
const EXAMPLE_HALF_LIFE = 500;
/** An example further off than this many deviations counts as if it lay there. */
const CLIP = 4;

interface Averages {
  /** For each day 0..n; the year ago depends on the band and is filled in when it is asked. */
  readonly features: Float64Array;
  readonly reference: Float64Array;
  /** sums[t] is the sum of the days before t. */
  readonly sums: Float64Array;
}

interface Learner {
  readonly band: HorizonBand;
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** How far the band's days of last year lay above the reference of that time; 0 where last year is not known. */
function fillYearAgo({ features, reference, sums }: Averages, origin: number, band: HorizonBand): void {
  const then = origin - YEAR_DAYS;
  if (then < WARM_UP_DAYS) return;
  const from = then + band.first - 1 - YEAR_MARGIN;
  // Not past what is known: a band further ahead than a year is of this year.
  const to = Math.min(then + band.last + YEAR_MARGIN, origin);
  if (to <= from) return;
  const mean = ((sums[to] as number) - (sums[from] as number)) / (to - from);
  features[origin * FEATURES + YEAR_AGO] = mean - (reference[then] as number);
}

function movingAverages(adjusted: Float64Array, days: number): Averages {
  const features = new Float64Array((days + 1) * FEATURES);
  const reference = new Float64Array(days + 1);
  const sums = new Float64Array(days + 1);
  const shares = HALF_LIVES.map((half) => 1 - 2 ** (-1 / half));
  const first = adjusted.find((value) => !Number.isNaN(value)) ?? 0;
  const averages = new Float64Array(HALF_LIVES.length).fill(first);
  for (let at = 0; at <= days; at++) {
    reference[at] = averages[REFERENCE] as number;
    for (let j = 0, feature = at * FEATURES; j < averages.length; j++)
      if (j !== REFERENCE) features[feature++] = (averages[j] as number) - (averages[REFERENCE] as number);
    if (at === days) break;
    const known = adjusted[at] as number;
    // A missing day is what was expected of it.
    const value = Number.isNaN(known) ? (averages[REFERENCE] as number) : known;
    sums[at + 1] = (sums[at] as number) + value;
    for (let j = 0; j < averages.length; j++) {
      const average = averages[j] as number;
      averages[j] = average + Math.max(shares[j] as number, 1 / (at + 1)) * (value - average);
    }
  }
  return { features, reference, sums };
}

export const averageMix: LevelMethod = (request) => {
  const { adjusted, origins, horizon } = request;
  const averages = movingAverages(adjusted, origins.at(-1) ?? 0);
  const bands = bandsUpTo(horizon);
  const learners = bands.map((band) => ({
    band,
    matrix: new Float64Array(FEATURES * FEATURES),
    right: new Float64Array(FEATURES),
  }));
  const paths = new Float64Array(origins.length * horizon);
  let known = 0;
  origins.forEach((origin, which) => {
    for (; known < origin; known++)
      for (const learner of learners) learn(learner, averages, { known, noise: request.noise });
    const levels = learners.map((learner) => predict(learner, averages, { origin, noise: request.noise }));
    for (let ahead = 0; ahead < horizon; ahead++)
      paths[which * horizon + ahead] = interpolate(bands, levels, ahead + 1);
  });
  return paths;
};

const FORGETTING = 2 ** (-1 / EXAMPLE_HALF_LIFE);

/** Takes in the example whose band ended with day `known`. */
function learn(
  { band, matrix, right }: Learner,
  averages: Averages,
  { known, noise }: { readonly known: number; readonly noise: number },
): void {
  const origin = known + 1 - band.last;
  if (origin < WARM_UP_DAYS) return;
  const { features, reference, sums } = averages;
  fillYearAgo(averages, origin, band);
  const sum = (sums[origin + band.last] as number) - (sums[origin + band.first - 1] as number);
  const target = sum / (band.last - band.first + 1) - (reference[origin] as number);
  const limit = CLIP * noise;
  const weight = Math.abs(target) > limit ? limit / Math.abs(target) : 1;
  const row = origin * FEATURES;
  for (let i = 0; i < FEATURES; i++) {
    const left = (features[row + i] as number) * weight;
    right[i] = (right[i] as number) * FORGETTING + left * target;
    for (let j = 0; j <= i; j++) {
      const place = i * FEATURES + j;
      matrix[place] = (matrix[place] as number) * FORGETTING + left * (features[row + j] as number);
    }
  }
}

const DENSE = new Int32Array(FEATURES);

function predict(
  { band, matrix, right }: Learner,
  averages: Averages,
  { origin, noise }: { readonly origin: number; readonly noise: LevelRequest["noise"] },
): number {
  const { features, reference } = averages;
  fillYearAgo(averages, origin, band);
  const ridged = matrix.slice();
  for (let i = 0; i < FEATURES; i++)
    ridged[i * FEATURES + i] =
      (ridged[i * FEATURES + i] as number) + RIDGE_DAYS * noise * noise + Number.EPSILON;
  const mix = solveSymmetric({ size: FEATURES, matrix: ridged, right, firstColumn: DENSE });
  return mix.reduce(
    (sum, weight, i) => sum + weight * (features[origin * FEATURES + i] as number),
    reference[origin] as number,
  );
}
