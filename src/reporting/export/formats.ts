// The formats of exports: a row each. Some are written from tables, row by row; some are drawn from a report, whole.
// INVARIANT: names are stored with exports; the same tables or report and time give the same bytes.

import { utf8 } from "../../kernel/bytes.ts";
import { drawSvg } from "../draw/draw-svg.ts";
import { drawReport } from "../draw-report.ts";
import { renderHtml } from "../mail/render-html.ts";
import { renderPdf } from "../pdf/render-pdf.ts";
import { renderPng } from "../png/render-png.ts";
import type { LoadAsset, Report } from "../report.ts";
import { encodeCsv } from "./csv.ts";
import type { ExportTable } from "./export-table.ts";
import { encodeJson, encodeNdjson } from "./json.ts";
import { oneTable } from "./one-table.ts";
import { encodeParquet } from "./parquet.ts";
import { gzipped } from "./pieces.ts";
import { encodeXlsx, type WorkbookNote } from "./xlsx.ts";

interface FormatRow {
  readonly meaning: string;
  readonly contentType: string;
  readonly extension: string;
  /** Formats that are compressed inside gain nothing by it. */
  readonly isGzippable: boolean;
}

interface TableFormat extends FormatRow {
  readonly encode: (tables: readonly ExportTable[], note: WorkbookNote) => AsyncGenerator<Uint8Array>;
}

interface ReportFormat extends FormatRow {
  /** Of one panel, not of many. */
  readonly isPicture: boolean;
  readonly render: (report: Report, assets: LoadAsset) => Promise<Uint8Array>;
}

const TABLE_FORMATS = {
  csv: {
    meaning: "RFC 4180, one table; texts that look like formulas begin with an apostrophe",
    contentType: "text/csv; charset=utf-8; header=present",
    extension: "csv",
    isGzippable: true,
    encode: (tables) => encodeCsv(oneTable(tables)),
  },
  ndjson: {
    meaning: "an object per row",
    contentType: "application/x-ndjson",
    extension: "ndjson",
    isGzippable: true,
    encode: (tables) => encodeNdjson(oneTable(tables)),
  },
  json: {
    meaning: "tables with their columns and rows; made in the background it is also read page by page",
    contentType: "application/json",
    extension: "json",
    isGzippable: true,
    encode: (tables) => encodeJson(tables),
  },
  parquet: {
    meaning: "one table, with typed columns",
    contentType: "application/vnd.apache.parquet",
    extension: "parquet",
    isGzippable: false,
    encode: (tables) => encodeParquet(oneTable(tables)),
  },
  xlsx: {
    meaning: "a workbook with a sheet per table, and charts of what is a series over time",
    contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension: "xlsx",
    isGzippable: false,
    encode: encodeXlsx,
  },
} as const satisfies Record<string, TableFormat>;

const REPORT_FORMATS = {
  pdf: {
    meaning: "a report with cover, contents, vector charts and tables",
    contentType: "application/pdf",
    extension: "pdf",
    isGzippable: false,
    isPicture: false,
    render: renderPdf,
  },
  html: {
    meaning: "one document with its pictures inside, which asks nobody for anything",
    contentType: "text/html; charset=utf-8",
    extension: "html",
    isGzippable: true,
    isPicture: false,
    render: async (report) => utf8(await renderHtml(report)),
  },
  png: {
    meaning: "a picture of one panel",
    contentType: "image/png",
    extension: "png",
    isGzippable: false,
    isPicture: true,
    render: renderPicture,
  },
} as const satisfies Record<string, ReportFormat>;

/** Twice as many pixels as its page has, for dense screens. */
const PICTURE_SCALE = 2;

async function renderPicture(report: Report, assets: LoadAsset): Promise<Uint8Array> {
  const [panel] = (await drawReport(report, "light")).flatMap(({ panels }) => panels);
  if (panel === undefined) throw new Error("a picture is of one panel");
  const { drawing, size, title } = panel;
  const svg = await drawSvg(drawing, { look: "light", size, id: "panel", title });
  return renderPng(svg, { scale: PICTURE_SCALE, language: report.language }, assets);
}

export const FORMATS = { ...TABLE_FORMATS, ...REPORT_FORMATS };

export type TableFormatName = keyof typeof TABLE_FORMATS;
export type ReportFormatName = keyof typeof REPORT_FORMATS;
export type FormatName = TableFormatName | ReportFormatName;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export const isReportFormat = (name: FormatName): name is ReportFormatName => name in REPORT_FORMATS;
export const isPictureFormat = (name: FormatName): boolean =>
  isReportFormat(name) && REPORT_FORMATS[name].isPicture;

export interface FileWanted<N extends FormatName = FormatName> {
  readonly format: N;
  readonly isGzipped: boolean;
}

const packed = (bytes: AsyncGenerator<Uint8Array>, { format, isGzipped }: FileWanted) =>
  isGzipped && FORMATS[format].isGzippable ? gzipped(bytes) : bytes;

export function tableBytes(
  tables: readonly ExportTable[],
  wanted: FileWanted<TableFormatName>,
  note: WorkbookNote,
): AsyncGenerator<Uint8Array> {
  const row: TableFormat = TABLE_FORMATS[wanted.format];
  return packed(row.encode(tables, note), wanted);
}

export function reportBytes(
  report: Report,
  wanted: FileWanted<ReportFormatName>,
  assets: LoadAsset,
): AsyncGenerator<Uint8Array> {
  const row: ReportFormat = REPORT_FORMATS[wanted.format];
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield await row.render(report, assets);
  }
  return packed(whole(), wanted);
}

export const contentTypeOf = ({ format, isGzipped }: FileWanted): string =>
  isGzipped && FORMATS[format].isGzippable ? "application/gzip" : FORMATS[format].contentType;

/** `service-errors.csv.gz`: of what somebody called it what every file system takes. */
export function fileName(title: string, { format, isGzipped }: FileWanted): string {
  const stem = title
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  const { extension, isGzippable } = FORMATS[format];
  return `${stem === "" ? "export" : stem}.${extension}${isGzipped && isGzippable ? ".gz" : ""}`;
}
