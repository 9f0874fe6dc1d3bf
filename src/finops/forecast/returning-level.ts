// A level that returns: the last days' level on its way back to what was usual for months, half of the way within so many
// days (a first-order autoregression around a mean, Hyndman and Athanasopoulos, Forecasting: Principles and Practice).
// It is what a burst, a campaign or a cold spell wants; a level that stays is the other members' belief.

import { exponentialSmoothing } from "./exponential-smoothing.ts";
import type { LevelMethod, LevelRequest } from "./level-method.ts";
import { medianOf } from "./quantile.ts";

export interface Returning {
  /** Days after which half of the way is gone. */
  readonly halfLife: number;
  /** Days whose median is what is usual. */
  readonly usualDays: number;
  /** Whether nothing returns to before the last shift of the level; one that did was a burst of months. */
  readonly endsAtShift: boolean;
}

/** The last days' level: about a day and a half. */
const LAST_DAYS = exponentialSmoothing({ level: 0.7, trend: 0, damping: 0, weekly: 0.05 });

export function returningLevel(returning: Returning): LevelMethod {
  const kept = 2 ** (-1 / returning.halfLife);
  return (request) => {
    const paths = LAST_DAYS(request);
    const { origins, horizon } = request;
    origins.forEach((origin, which) => {
      const usual = usualLevel(request, { ...returning, origin });
      let share = 1;
      for (let ahead = 0; ahead < horizon; ahead++) {
        share *= kept;
        const at = which * horizon + ahead;
        paths[at] = usual + share * ((paths[at] as number) - usual);
      }
    });
    return paths;
  };
}

/** The median of the days before the origin. */
function usualLevel(
  { adjusted, shifts }: LevelRequest,
  { usualDays, endsAtShift, origin }: Returning & { readonly origin: number },
): number {
  const shift = endsAtShift ? shifts.findLast(({ knownFrom }) => knownFrom <= origin) : undefined;
  const known = adjusted.subarray(Math.max(0, origin - usualDays, shift?.at ?? 0), origin);
  return medianOf(known.filter((value) => !Number.isNaN(value)));
}
