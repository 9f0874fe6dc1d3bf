// The horizon in bands: days that lie about equally far ahead are predicted alike and err alike. Between the middles
// of two bands values are interpolated.

export interface HorizonBand {
  /** Days ahead, 1 being the first forecast day; both ends belong to the band. */
  readonly first: number;
  readonly last: number;
}

const LAST_DAYS = [3, 7, 14, 22, 30, 60, 90];

/** The bands that cover 1..horizon. */
export function bandsUpTo(horizon: number): readonly HorizonBand[] {
  const bands: HorizonBand[] = [];
  let first = 1;
  for (const end of [...LAST_DAYS, horizon]) {
    if (first > horizon) break;
    const last = Math.min(end, horizon);
    bands.push({ first, last });
    first = last + 1;
  }
  return bands;
}

/** The value at so many days ahead; flat before the first middle and after the last. */
export function interpolate(bands: readonly HorizonBand[], values: ArrayLike<number>, ahead: number): number {
  let upper = 0;
  while (upper < bands.length && middleOf(bands, upper) < ahead) upper++;
  if (upper === 0) return values[0] as number;
  if (upper === bands.length) return values[upper - 1] as number;
  const left = middleOf(bands, upper - 1);
  const share = (ahead - left) / (middleOf(bands, upper) - left);
  return (values[upper - 1] as number) * (1 - share) + (values[upper] as number) * share;
}

function middleOf(bands: readonly HorizonBand[], at: number): number {
  const band = bands[at] as HorizonBand;
  return (band.first + band.last) / 2;
}
