// What a level method is: it runs once over a series freed of its calendar and says, at each origin asked, the coming days
// from what was known before the origin. INVARIANT: a path at origin t reads adjusted[0, t) only.

import type { LevelShift } from "./level-shifts.ts";

export interface LevelRequest {
  /** NaN where a day is missing. */
  readonly adjusted: Float64Array;
  /** Ascending; an origin is the index of the first day not yet known. */
  readonly origins: readonly number[];
  readonly horizon: number;
  /** Deviation of a day around its level: what counts as an outlier is told by it. */
  readonly noise: number;
  readonly shifts: readonly LevelShift[];
}

/** One path of `horizon` values per origin, in one array. */
export type LevelMethod = (request: LevelRequest) => Float64Array;
