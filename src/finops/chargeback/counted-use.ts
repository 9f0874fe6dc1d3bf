// What "share of usage" is a share of: telemetry taken in, by the row. Bytes and milliseconds are no rows: added to them,
// they would be all that is left of the sum.

import { SIGNAL_METERS, type Meter } from "../meters/registry.ts";

const USE: ReadonlySet<Meter> = new Set(Object.values(SIGNAL_METERS).map(({ rows }) => rows));

export const countsAsUse = (meter: Meter): boolean => USE.has(meter);
