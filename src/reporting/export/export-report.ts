// What of an export becomes a report: its units with what they read, section by section.

import { say } from "../report-words.ts";
import {
  brandSchema,
  PLAIN_BRAND,
  REPORT_LANGUAGES,
  type Report,
  type ReportPanel,
  type ReportSection,
} from "../report.ts";
import { z } from "zod";
import type { Frame } from "../frame.ts";
import type { RangeMs } from "../kinds/kind.ts";

export const reportStyleSchema = z.strictObject({
  subtitle: z.string().max(200).default(""),
  language: z.enum(REPORT_LANGUAGES).default("en"),
  brand: brandSchema.default(PLAIN_BRAND),
  /** Sentences for the cover. */
  summary: z.array(z.string().min(1).max(500)).max(20).default([]),
});

export type ReportStyle = z.infer<typeof reportStyleSchema>;

export const PLAIN_STYLE: ReportStyle = { subtitle: "", language: "en", brand: PLAIN_BRAND, summary: [] };

/** Where a unit of an export stands in a report. */
export interface ReportPlace extends Omit<ReportPanel, "frames" | "drawing"> {
  /** The name of its section: units of one name that follow each other are one section. */
  readonly section: string;
  readonly zone: string;
}

export interface ReadPlace {
  readonly place: ReportPlace;
  readonly frames: readonly Frame[];
}

interface Reported {
  readonly title: string;
  readonly style: ReportStyle;
  readonly range: RangeMs;
  readonly madeAtMs: number;
  readonly isFiltered: boolean;
}

export function reportOf(read: readonly ReadPlace[], told: Reported): Report {
  const { title, style, range, madeAtMs, isFiltered } = told;
  const { subtitle, language, brand, summary } = style;
  return {
    title,
    ...(subtitle === "" ? {} : { subtitle }),
    madeAtMs,
    range,
    zone: read[0]?.place.zone ?? "UTC",
    language,
    brand,
    summary,
    sections: sectionsOf(read),
    notes: isFiltered ? [say(language, "filtered")] : [],
  };
}

function sectionsOf(read: readonly ReadPlace[]): ReportSection[] {
  const sections: { title: string; panels: ReportPanel[] }[] = [];
  for (const { place, frames } of read) {
    const { section: title, zone: _zone, ...panel } = place;
    const last = sections.at(-1);
    if (last?.title === title) last.panels.push({ ...panel, frames });
    else sections.push({ title, panels: [{ ...panel, frames }] });
  }
  return sections;
}
