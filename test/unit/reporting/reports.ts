// Reports for tests of their renderings: a chart, a table over several pages, prose, something empty, in three languages.

import { env } from "cloudflare:workers";
import { KINDS, parsePanel, type Frame, type KindName } from "../../../src/reporting/index.ts";
import type { Brand, Report, ReportLanguage, ReportPanel } from "../../../src/reporting/report.ts";
import { openAssets } from "../../../src/reporting/store/assets.ts";

export const assets = openAssets(env.ASSETS);

const MADE_AT_MS = Date.UTC(2026, 10, 10, 8, 30);
const DAY_MS = 86_400_000;

export function panelOf(kind: KindName, title: string, changes: Partial<ReportPanel> = {}): ReportPanel {
  const { options, unit, frames } = KINDS[kind].example();
  const id = kind.replaceAll("_", "-");
  const parsed = parsePanel({ id, kind, title, options, ...(unit === undefined ? {} : { unit }) });
  if (!parsed.ok) throw new Error(`${kind}: ${JSON.stringify(parsed.fault.violations)}`);
  return { panel: parsed.value, frames, ...changes };
}

export const rowsOf = (rows: number, service: string): Frame => ({
  name: "A",
  fields: [
    { name: "service", type: "text", values: Array.from({ length: rows }, (_, row) => `${service} ${row}`) },
    { name: "duration", type: "number", unit: "ms", values: Array.from({ length: rows }, (_, row) => row) },
  ],
});

export const BRAND: Brand = { name: "Acme", colour: "#0b5c96" };

const TITLES: Readonly<Record<ReportLanguage, string>> = {
  en: "Weekly review",
  ja: "決済サービスの週次レポート",
  zh: "结账服务每周报告",
};

export function reportOf(language: ReportLanguage, changes: Partial<Report> = {}): Report {
  return {
    title: TITLES[language],
    subtitle: "Service levels",
    madeAtMs: MADE_AT_MS,
    range: { fromMs: MADE_AT_MS - 7 * DAY_MS, toMs: MADE_AT_MS },
    zone: "Asia/Tokyo",
    language,
    brand: BRAND,
    summary: ["Requests rose by 12.4 %."],
    sections: [
      { title: "Traffic", panels: [panelOf("line", "Latency"), panelOf("bar", "Errors", { width: "half" })] },
      {
        title: "Details",
        panels: [
          panelOf("table", "Slowest", { frames: [rowsOf(90, "決済")] }),
          panelOf("text", "Notes"),
          panelOf("line", "Empty", { frames: [] }),
        ],
      },
    ],
    notes: ["Some rows are left out."],
    ...changes,
  };
}
