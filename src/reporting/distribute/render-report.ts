// The file of a report, in one of the forms that reports are distributed in. INVARIANT: the same report gives the same bytes.

import { concatBytes } from "../../kernel/bytes.ts";
import { tablesOf, type ExportTable } from "../export/export-table.ts";
import { isReportFormat, reportBytes, tableBytes } from "../export/formats.ts";
import type { Frame } from "../frame.ts";
import type { LoadAsset, Report, ReportPanel } from "../report.ts";
import type { ReportFormat } from "../schedules/schedule.ts";

/** Those hold the rows themselves: who gets them needs `data:export` too. */
export const isDataFormat = (format: ReportFormat): boolean => !isReportFormat(format);

export async function renderReport(
  report: Report,
  format: ReportFormat,
  assets: LoadAsset,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bytesOf(report, format, assets)) parts.push(part);
  return concatBytes(parts);
}

function bytesOf(report: Report, format: ReportFormat, assets: LoadAsset): AsyncGenerator<Uint8Array> {
  const isGzipped = false;
  if (isReportFormat(format)) return reportBytes(report, { format, isGzipped }, assets);
  const note = { title: report.title, atMs: report.madeAtMs };
  return tableBytes(tablesIn(report), { format, isGzipped }, note);
}

function tablesIn({ sections }: Report): ExportTable[] {
  return tablesOf(sections.flatMap(({ panels }) => panels.flatMap(framesOf)));
}

/** Called by the panel's title and, where it asks several, the query's name. */
function framesOf({ panel, frames }: ReportPanel): Frame[] {
  const title = panel.title === "" ? panel.id : panel.title;
  const isSeveral = new Set(frames.map(({ name }) => name)).size > 1;
  return frames.map((frame) => ({ ...frame, name: isSeveral ? `${title} ${frame.name}` : title }));
}
