// Instants and periods as reports write them: to the minute, in the report's zone.

import { openClockface } from "./draw/write-time.ts";
import { say } from "./report-words.ts";
import type { Report } from "./report.ts";

/** `2026-11-23 14:05`. */
export const momentText = ({ zone }: Pick<Report, "zone">, ms: number): string =>
  openClockface(zone, 0).long(ms).slice(0, 16);

export function periodText(report: Pick<Report, "zone" | "range" | "language">): string {
  const { fromMs, toMs } = report.range;
  return say(report.language, "from_to", { from: momentText(report, fromMs), to: momentText(report, toMs) });
}
