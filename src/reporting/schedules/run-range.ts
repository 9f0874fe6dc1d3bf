// Which time a run is about. INVARIANT: it depends on the due time only, not on when the run is made: one that is caught up
// late holds what it would have held.

import { z } from "zod";
import { parseInstant } from "../../kernel/time.ts";
import { instantText } from "../instant-text.ts";
import type { RangeMs } from "../kinds/kind.ts";
import { lastDue } from "./due-times.ts";

/** When each begins, as due times: in a zone, and right on days that daylight saving makes longer or shorter. */
const BEGINNINGS = {
  hour: "0 * * * *",
  day: "0 0 * * *",
  week: "0 0 * * 1",
  month: "0 0 1 * *",
  quarter: "0 0 1 1,4,7,10 *",
  year: "0 0 1 1 *",
} as const;

type PeriodName = keyof typeof BEGINNINGS;
const PERIODS = Object.keys(BEGINNINGS) as [PeriodName, ...PeriodName[]];

export const runRangeSchema = z.union([
  z.strictObject({
    previous: z.enum(PERIODS).describe("The whole period before the due time, in the schedule's zone"),
  }),
  z
    .strictObject({ from: instantText, to: instantText.default("now") })
    .describe("Relative to the due time: `now` is the due time"),
]);

export type RunRange = z.infer<typeof runRangeSchema>;

/** Null for a range the wrong way round. */
export function rangeOfRun(range: RunRange, zone: string, dueAtMs: number): RangeMs | null {
  if ("previous" in range) return previous(BEGINNINGS[range.previous], zone, dueAtMs);
  const [from, to] = [parseInstant(range.from, dueAtMs), parseInstant(range.to, dueAtMs)];
  if (!from.ok || !to.ok || from.value >= to.value) return null;
  return { fromMs: from.value, toMs: to.value };
}

function previous(cron: string, zone: string, dueAtMs: number): RangeMs | null {
  const toMs = lastDue({ cron, zone }, dueAtMs);
  const fromMs = toMs === null ? null : lastDue({ cron, zone }, toMs - 1_000);
  return toMs === null || fromMs === null ? null : { fromMs, toMs };
}
