// Level and calendar fitted together by regularised regression: a piecewise linear level, broken where it shifts, and the
// effects of the calendar's columns, with Student-t weights for outlying days and for bends of the level (iteratively
// reweighted least squares; Lange, Little and Taylor 1989).

import type { CalendarColumns } from "./calendar-columns.ts";
import { PRIORS } from "./calendar-prior.ts";
import { buffersFor, loadDay, type Shape } from "./fit-rows.ts";
import { placeKnots } from "./level-knots.ts";
import { normalEquations, type FitRequest, type FitWeights } from "./normal-equations.ts";
import { robustDeviation } from "./quantile.ts";
import { solveSymmetric } from "./solve.ts";

export interface CalendarFit {
  /** An effect for each of the calendar's columns; zero for those the model does not use. */
  readonly weights: Float64Array;
  /** Deviation of the days around level and calendar. */
  readonly noise: number;
}

/** The third solution differs from the fourth by less than the noise of its estimate. */
const ROUNDS = 3;
/** Degrees of freedom of the Student t of days, of level steps and of sparse effects. */
const DAY_FREEDOM = 4;
const STEP_FREEDOM = 2;
const SPARSE_FREEDOM = 3;
/** Less noise than this is rounding. */
const LEAST_NOISE = 1e-9;

function studentWeight(deviations: number, freedom: number): number {
  return (freedom + 1) / (freedom + deviations * deviations);
}

export function fitCalendar(request: FitRequest): CalendarFit {
  const { scaled, until, calendar, model } = request;
  const level = placeKnots(until, request.shifts);
  const shape = { level, knots: level.days.length, effects: calendar.groups[model.upTo].to };
  const weights: FitWeights = {
    days: new Float64Array(until).fill(1),
    steps: new Float64Array(shape.knots).fill(1),
    effects: new Float64Array(shape.effects).fill(1),
  };
  const ages = dayShares(scaled, until, model.halfLifeDays);
  let solution: Float64Array = new Float64Array(0);
  let noise = LEAST_NOISE;
  for (let round = 0; round < ROUNDS; round++) {
    const system = normalEquations(request, shape, {
      ...weights,
      days: weights.days.map((w, at) => w * (ages[at] as number)),
    });
    solution = solveSymmetric(system);
    const residuals = residualsOf(request, shape, solution);
    noise = Math.max(LEAST_NOISE, robustDeviation(residuals));
    if (round < ROUNDS - 1) reweigh(weights, { residuals, solution, noise, shape, calendar });
  }
  const effects = new Float64Array(calendar.size);
  effects.set(solution.subarray(shape.knots));
  return { weights: effects, noise };
}

/** How much a day counts by its age; a missing day does not. */
function dayShares(scaled: Float64Array, until: number, halfLifeDays: number): Float64Array {
  return scaled
    .slice(0, until)
    .map((value, at) => (Number.isNaN(value) ? 0 : 2 ** (-(until - 1 - at) / halfLifeDays)));
}

function residualsOf(
  { scaled, until, calendar }: FitRequest,
  shape: Shape,
  solution: Float64Array,
): Float64Array {
  const buffers = buffersFor(calendar, shape);
  const residuals = new Float64Array(until);
  for (let at = 0; at < until; at++) {
    const count = loadDay(at, buffers);
    let sum = 0;
    for (let entry = 0; entry < count; entry++)
      sum += (buffers.shares[entry] as number) * (solution[buffers.unknowns[entry] as number] as number);
    residuals[at] = (scaled[at] as number) - sum;
  }
  return residuals;
}

interface RoundResult {
  readonly residuals: Float64Array;
  readonly solution: Float64Array;
  readonly noise: number;
  readonly shape: Shape;
  readonly calendar: CalendarColumns;
}

function reweigh(weights: FitWeights, { residuals, solution, noise, shape, calendar }: RoundResult): void {
  residuals.forEach((residual, at) => {
    weights.days[at] = Number.isNaN(residual) ? 0 : studentWeight(residual / noise, DAY_FREEDOM);
  });
  const steps = solution
    .subarray(0, shape.knots)
    .map((level, at) => level - (solution[Math.max(0, at - 1)] as number));
  const usual = Math.max(LEAST_NOISE, robustDeviation(steps.slice(1)));
  steps.forEach((step, at) => (weights.steps[at] = studentWeight(step / usual, STEP_FREEDOM)));
  for (const [name, prior] of Object.entries(PRIORS)) {
    const { from, to } = calendar.groups[name as keyof typeof PRIORS];
    if (!prior.isSparse) continue;
    for (let column = from; column < Math.min(to, shape.effects); column++) {
      const effect = solution[shape.knots + column] as number;
      weights.effects[column] = studentWeight(effect / (prior.spread * noise), SPARSE_FREEDOM);
    }
  }
}
