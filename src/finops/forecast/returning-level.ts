// A level that returns: the last days' level on its way back to what was usual for months, half of the way within so many
// days (a first-order autoregression around a mean, Hyndman and Athanasopoulos, Forecasting: Principles and Practice).
// It is what a burst, a campaign or a cold spell wants; a level that stays is the other members' belief.

import { exponentialSmoothing } from "./exponential-smoothing.ts";
import type { LevelMethod } from "./level-method.ts";
import { recentMedian } from "./recent-median.ts";

export interface Returning {
  /** Days after which half of the way is gone. */
  readonly halfLife: number;
  /** Days whose median is what is usual. */
  readonly usualDays: number;
}

/** The last days' level: about a day and a half. */
const LAST_DAYS = exponentialSmoothing({ level: 0.7, trend: 0, damping: 0, weekly: 0.05 });

export function returningLevel({ halfLife, usualDays }: Returning): LevelMethod {
  const usualLevel = recentMedian(usualDays);
  const kept = 2 ** (-1 / halfLife);
  return (request) => {
    const paths = LAST_DAYS(request);
    const { origins, horizon } = request;
    const usual = usualLevel({ ...request, horizon: 1 });
    origins.forEach((_, which) => {
      const home = usual[which] as number;
      let share = 1;
      for (let ahead = 0; ahead < horizon; ahead++) {
        share *= kept;
        const at = which * horizon + ahead;
        paths[at] = home + share * ((paths[at] as number) - home);
      }
    });
    return paths;
  };
}
