// What if: a forecast under another price, growth or commitment, as a plain function of the forecast made. Nothing is
// fitted anew; what is measured of the model stays what it was.

import type { Expected, Forecast } from "./forecast.ts";

export interface WhatIf {
  /** 1.1 is ten percent dearer; use is taken as unchanged. */
  readonly priceFactor?: number;
  /** Percent by which the horizon's last day lies above what is forecast; days before it in proportion. */
  readonly growthPercent?: number;
  /** Usage worth up to `perDay` costs `price` times its usual cost, and `perDay * price` is paid whether used or not. */
  readonly commitment?: { readonly perDay: number; readonly price: number };
}

export interface Supposed {
  readonly days: Forecast["days"];
  readonly total: Expected;
  /** The supposed total less the forecast one. */
  readonly difference: number;
}

function committed(cost: number, commitment: WhatIf["commitment"]): number {
  if (commitment === undefined) return cost;
  return commitment.perDay * commitment.price + Math.max(0, cost - commitment.perDay);
}

export function suppose(forecast: Forecast, whatIf: WhatIf): Supposed {
  const last = forecast.days.length;
  const price = whatIf.priceFactor ?? 1;
  const growth = (whatIf.growthPercent ?? 0) / 100;
  const days = forecast.days.map((day, at) => {
    const change = (cost: number): number =>
      committed(cost * price * (1 + (growth * (at + 1)) / last), whatIf.commitment);
    return { ...day, ...changeAll(day, change) };
  });
  const mean = days.reduce((sum, day) => sum + day.mean, 0);
  return {
    days,
    total: { mean, intervals: totalIntervals(forecast.total, mean) },
    difference: mean - forecast.total.mean,
  };
}

function changeAll({ mean, intervals }: Expected, change: (cost: number) => number): Expected {
  return {
    mean: change(mean),
    intervals: intervals.map(({ level, lower, upper }) => ({
      level,
      lower: change(lower),
      upper: change(upper),
    })),
  };
}

/** The total keeps its relative uncertainty: days' intervals do not add up to a total's. */
function totalIntervals(total: Expected, mean: number): Expected["intervals"] {
  const factor = total.mean === 0 ? 1 : mean / total.mean;
  return total.intervals.map(({ level, lower, upper }) => ({
    level,
    lower: lower * factor,
    upper: upper * factor,
  }));
}
