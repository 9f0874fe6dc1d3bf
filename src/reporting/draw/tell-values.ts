// The values of a picture with a time axis as a pointer reads them: written out as they are read, so that whoever shows them
// needs to know nothing of units and zones. LIMIT: 1,000 instants, 60 series; a picture has no more places for a pointer.

import type { Frame } from "../frame.ts";
import { sharedUnit, timeSeriesOf } from "../kinds/readings.ts";
import type { Face, RangeMs } from "../kinds/kind.ts";
import { seriesColour, type Look } from "../look.ts";
import { writeNumber } from "./write-number.ts";
import { openClockface } from "./write-time.ts";

const MOST_INSTANTS = 1_000;
const MOST_SERIES = 60;

export interface ToldValues {
  readonly instants: readonly number[];
  /** As they are read, in the picture's zone. */
  readonly told: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    /** One per instant; null where the series has none. */
    readonly values: readonly (string | null)[];
  }[];
}

export interface Told {
  readonly face: Pick<Face, "unit" | "decimals">;
  readonly look: Look;
  readonly zone: string;
  readonly range: RangeMs;
}

export function tellValues(frames: readonly Frame[], { face, look, zone, range }: Told): ToldValues {
  const series = timeSeriesOf(frames);
  const unit = sharedUnit(face.unit, series);
  const { decimals } = face;
  const all = [...new Set(series.flatMap(({ points }) => points.map(([ms]) => ms)))].sort((a, b) => a - b);
  const instants = all.slice(0, MOST_INSTANTS);
  const clock = openClockface(zone, range.toMs - range.fromMs);
  return {
    instants,
    told: instants.map(clock.long),
    series: series.slice(0, MOST_SERIES).map(({ name, points }, at) => {
      const known = new Map(points);
      return {
        name,
        colour: seriesColour(look, at),
        values: instants.map((ms) => {
          const value = known.get(ms) ?? null;
          return value === null ? null : writeNumber(value, { unit, decimals });
        }),
      };
    }),
  };
}
