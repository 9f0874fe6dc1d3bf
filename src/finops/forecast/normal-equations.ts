// What a fit of level and calendar minimises, as equations: the days' weighted squares, and the priors that hold a level to
// its neighbour and an effect to zero.

import type { CalendarColumns } from "./calendar-columns.ts";
import { type CalendarModel, PRIORS, SEASON_STEP } from "./calendar-prior.ts";
import { buffersFor, loadDay, type Shape } from "./fit-rows.ts";
import { KNOT_DAYS } from "./level-knots.ts";
import type { LevelShift } from "./level-shifts.ts";
import type { SymmetricSystem } from "./solve.ts";

export interface FitRequest {
  readonly scaled: Float64Array;
  /** Days known: the fit sees scaled[0, until). */
  readonly until: number;
  readonly calendar: CalendarColumns;
  readonly model: CalendarModel;
  readonly shifts: readonly LevelShift[];
}

/** The normal equations' parts that reweighting changes from round to round. */
export interface FitWeights {
  readonly days: Float64Array;
  readonly steps: Float64Array;
  readonly effects: Float64Array;
}

/** Holds a level in place where no day is known. */
const LEVEL_RIDGE = 1e-8;
/** Between two lines: nothing to speak of. */
const BREAK_TIE = 1e-4;

export function normalEquations(request: FitRequest, shape: Shape, weights: FitWeights): SymmetricSystem {
  const size = shape.knots + shape.effects;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const buffers = buffersFor(request.calendar, shape);
  const { unknowns, shares } = buffers;
  for (let at = 0; at < request.until; at++) {
    const weight = weights.days[at] as number;
    if (weight === 0) continue;
    const count = loadDay(at, buffers);
    for (let i = 0; i < count; i++) {
      const row = unknowns[i] as number;
      const share = (shares[i] as number) * weight;
      right[row] = (right[row] as number) + share * (request.scaled[at] as number);
      for (let j = 0; j <= i; j++) {
        const column = unknowns[j] as number;
        const place = column <= row ? row * size + column : column * size + row;
        matrix[place] = (matrix[place] as number) + share * (shares[j] as number);
      }
    }
  }
  const system = { size, matrix, right, firstColumn: bandStarts(size, shape.knots) };
  addLevelPrior(system, shape, { steps: weights.steps, levelStep: request.model.levelStep });
  addEffectPriors(system, shape, { calendar: request.calendar, effects: weights.effects });
  return system;
}

/** A knot meets only its neighbour; an effect may meet everything before it. */
function bandStarts(size: number, knots: number): Int32Array {
  return Int32Array.from({ length: size }, (_, row) => (row > 0 && row < knots ? row - 1 : 0));
}

function addTo(system: SymmetricSystem, row: number, [column, value]: readonly [number, number]): void {
  const place = Math.max(row, column) * system.size + Math.min(row, column);
  system.matrix[place] = (system.matrix[place] as number) + value;
}

/** Adds weight * (unknown[left] - unknown[right])^2 to what is minimised. */
function tie(system: SymmetricSystem, [left, right]: readonly [number, number], weight: number): void {
  addTo(system, left, [left, weight]);
  addTo(system, right, [right, weight]);
  addTo(system, left, [right, -weight]);
}

function addLevelPrior(
  system: SymmetricSystem,
  { knots, level }: Shape,
  { steps, levelStep }: { readonly steps: Float64Array; readonly levelStep: number },
): void {
  for (let knot = 0; knot < knots; knot++) addTo(system, knot, [knot, LEVEL_RIDGE]);
  for (let knot = 1; knot < knots; knot++) {
    const span = (level.days[knot] as number) - (level.days[knot - 1] as number);
    // A level wanders: its variance grows with the days between two knots.
    const weight = ((steps[knot] as number) * KNOT_DAYS) / (levelStep * levelStep * span);
    tie(system, [knot - 1, knot], level.isBreak[knot] === true ? BREAK_TIE : weight);
  }
}

function addEffectPriors(
  system: SymmetricSystem,
  { knots, effects }: Shape,
  { calendar, effects: weights }: { readonly calendar: CalendarColumns; readonly effects: Float64Array },
): void {
  for (const [name, prior] of Object.entries(PRIORS)) {
    const { from, to } = calendar.groups[name as keyof typeof PRIORS];
    for (let column = from; column < Math.min(to, effects); column++)
      addTo(system, knots + column, [
        knots + column,
        (weights[column] as number) / (prior.spread * prior.spread),
      ]);
  }
  const { from, to } = calendar.groups.yearly;
  if (to > effects) return;
  for (let season = from; season < to; season++) {
    const next = season + 1 === to ? from : season + 1;
    tie(system, [knots + season, knots + next], 1 / (SEASON_STEP * SEASON_STEP));
  }
}
