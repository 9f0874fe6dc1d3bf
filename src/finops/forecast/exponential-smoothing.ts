// Exponential smoothing with a damped trend and a weekly profile, additive on the scale of effects (Hyndman et al.,
// Forecasting with Exponential Smoothing, ETS(A,Ad,A)), with innovations clipped so that one outlying day moves the
// level by no more than a large ordinary day does (Gelper, Fried and Croux 2010).

import type { LevelMethod, LevelRequest } from "./level-method.ts";

export interface Smoothing {
  readonly level: number;
  readonly trend: number;
  readonly damping: number;
  readonly weekly: number;
}

/** Innovations past two deviations are outliers or shifts. */
const CLIP = 2;
/** Past so many days of the same sign in a row it is a shift, and is followed. */
const SHIFT_DAYS = 7;
/** The deviation follows the size of late innovations with this share. */
const DEVIATION_SHARE = 0.03;
/** Mean absolute deviation times this is the standard deviation of normal noise. */
const MEAN_ABS_TO_DEVIATION = 1.25;

interface State {
  level: number;
  trend: number;
  deviation: number;
  seen: number;
  /** Clipped innovations in a row, above zero or below. */
  run: number;
  readonly profile: Float64Array;
}

export function exponentialSmoothing(smoothing: Smoothing): LevelMethod {
  return ({ adjusted, origins, horizon, noise }: LevelRequest) => {
    const paths = new Float64Array(origins.length * horizon);
    const state: State = {
      level: Number.NaN,
      trend: 0,
      deviation: noise,
      seen: 0,
      run: 0,
      profile: new Float64Array(7),
    };
    let at = 0;
    origins.forEach((origin, which) => {
      for (; at < origin; at++) learn(state, adjusted[at] as number, { at, smoothing });
      let trend = 0;
      let damping = 1;
      for (let ahead = 0; ahead < horizon; ahead++) {
        damping *= smoothing.damping;
        trend += damping;
        const weekly = state.profile[(origin + ahead) % 7] as number;
        paths[which * horizon + ahead] = state.level + state.trend * trend + weekly;
      }
    });
    return paths;
  };
}

function learn(state: State, value: number, { at, smoothing }: { at: number; smoothing: Smoothing }): void {
  if (Number.isNaN(value)) return;
  if (Number.isNaN(state.level)) {
    state.level = value;
    return;
  }
  state.seen++;
  const weekday = at % 7;
  const weekly = state.profile[weekday] as number;
  const damped = state.trend * smoothing.damping;
  const surprise = value - (state.level + damped + weekly);
  const limit = CLIP * state.deviation;
  const size = Math.abs(surprise);
  state.deviation += DEVIATION_SHARE * (Math.min(size * MEAN_ABS_TO_DEVIATION, limit) - state.deviation);
  state.run = nextRun(state.run, size > limit ? Math.sign(surprise) : 0);
  const clipped = Math.abs(state.run) > SHIFT_DAYS ? surprise : Math.max(-limit, Math.min(limit, surprise));
  // The first days are averaged: no level is known that they could correct.
  const share = Math.max(smoothing.level, 1 / (state.seen + 1));
  state.level += damped + share * clipped;
  state.trend = damped + smoothing.trend * share * clipped;
  state.profile[weekday] = weekly + smoothing.weekly * (1 - share) * clipped;
}

/** An ordinary day takes one off; a clipped one of the other sign starts anew. */
function nextRun(run: number, sign: number): number {
  if (sign === 0) return run - Math.sign(run);
  return Math.sign(run) === sign ? run + sign : sign;
}
