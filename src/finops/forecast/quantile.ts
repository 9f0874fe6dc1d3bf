// Order statistics, of plain and of weighted values. Empty input has the quantile 0: the neutral residual.

export function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  if (sorted.length === 0) return 0;
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** Median absolute deviation times this estimates the standard deviation of normal noise. */
const MAD_TO_DEVIATION = 1.4826;

/** A standard deviation that single outliers do not move. NaN is passed over. */
export function robustDeviation(residuals: Float64Array): number {
  const sizes = new Float64Array(residuals.length);
  let count = 0;
  for (const residual of residuals) if (!Number.isNaN(residual)) sizes[count++] = Math.abs(residual);
  return MAD_TO_DEVIATION * medianOf(sizes.subarray(0, count));
}

/** Linear between order statistics (type 7 of Hyndman and Fan 1996); `sorted` ascending. */
export function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const left = sorted[below] as number;
  const right = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return left + (right - left) * (place - below);
}

/** The standard normal quantile of (1 + level) / 2, for the levels that are offered. */
export const NORMAL_REACH = { 50: 0.6745, 80: 1.2816, 95: 1.96 } as const;
