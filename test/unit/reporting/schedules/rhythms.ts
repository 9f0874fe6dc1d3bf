// Two hundred rhythms: expressions of every form that schedules take, in zones with and without daylight saving, on both sides
// of the equator, with offsets of half and three quarters of an hour, and with changes at midnight.

import type { Rhythm } from "../../../../src/reporting/schedules/due-times.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Africa/Cairo",
  "Pacific/Auckland",
  "America/Santiago",
] as const;

const EXPRESSIONS = [
  "0 9 * * 1",
  "30 2 * * 0",
  "15 1 * * 6,0",
  "45 23 L * *",
  "0 8 1 * *",
  "0 8 * * MON-FRI",
  "0 7 1,15 * *",
  "0 6 1 1,4,7,10 *",
  "0 12 * * MON#1",
  "30 17 * * FRI#2",
  "0 0 13 * 5",
  "5 4 28 2 *",
  "0 */12 * * SUN",
  "0 0-23/8 * * 2",
  "20 6,18 * MAR,OCT *",
  "10 1-3 * 3,4,9-11 0",
  "30 0,1,2 1-3 * *",
  "*/30 2 * 4,10 *",
  "59 23 31 12 *",
  "0 10 * JAN-JUN WED",
] as const;

/** Every expression in every zone: 20 by 10. */
export const RHYTHMS: readonly Rhythm[] = EXPRESSIONS.flatMap((cron) =>
  ZONES.map((zone) => ({ cron, zone })),
);

/** Where the clock is changed by half an hour: the second implementation gives up there. */
export const HALF_HOUR_RHYTHMS: readonly Rhythm[] = EXPRESSIONS.map((cron) => ({
  cron,
  zone: "Australia/Lord_Howe",
}));
