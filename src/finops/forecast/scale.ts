// The scale on which effects add up: asinh, a logarithm for what is large beside the series' usual size, linear
// near zero, so that days without use and credits below zero need no exception.

import { medianOf } from "./quantile.ts";

export interface Scale {
  toScale(value: number): number;
  fromScale(scaled: number): number;
}

/** Values above a tenth of the usual size are on the logarithmic part. */
const LINEAR_PART = 0.1;

export function chooseScale(values: Float64Array): Scale {
  const usual = medianOf(values.filter((value) => !Number.isNaN(value) && value !== 0).map(Math.abs)) || 1;
  const unit = usual * LINEAR_PART;
  return {
    toScale: (value) => Math.asinh(value / unit),
    fromScale: (scaled) => Math.sinh(scaled) * unit,
  };
}
