// An export that is made in the background, as the tenant object remembers it: first everything is read, a slice at a time,
// into parts in the tenant's bucket, then the parts are written as one file. INVARIANT: a slice can be done again, and then
// leaves what it left before; `fence` rises with each worker, and only the newest one's slices count.

import { z } from "zod";
import type { Panel, PanelQuery } from "../panel.ts";
import type { Choices } from "../variable.ts";
import type { ExportColumn } from "./export-table.ts";
import type { ReportStyle } from "./export-report.ts";
import type { FormatName } from "./formats.ts";
import type { TableStart } from "./json.ts";

export const EXPORT_LIMITS = {
  /** Exports that are not finished, of one tenant. */
  open: 20,
  kept: 1_000,
  links: 50,
  queries: 20,
  panels: 60,
  columns: 500,
  /** LIMIT: a report is drawn from all that it shows at once; frames take some three times their text. */
  reportBytes: 8_388_608,
  keptDays: 7,
  /** Slices that failed one after the other. */
  attempts: 5,
} as const;

export const EXPORT_STATES = ["queued", "reading", "writing", "ready", "failed", "deleted"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

export type ExportSource =
  | { readonly kind: "queries"; readonly queries: readonly PanelQuery[] }
  | { readonly kind: "panels"; readonly panels: readonly Panel[] }
  | {
      readonly kind: "dashboard";
      readonly id: string;
      /** As it was when it was asked for. */
      readonly version: number;
      /** Empty for all. */
      readonly panels: readonly string[];
      readonly choices: Choices;
    };

export interface ExportRequest {
  readonly title: string;
  readonly format: FormatName;
  readonly isGzipped: boolean;
  readonly source: ExportSource;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of what is drawn as a report; what was stored before there were any has none. */
  readonly style?: ReportStyle;
  /** ISO 3166-1 alpha-2, where the asker says that the file goes to. */
  readonly destination: string | null;
}

/** A table that the file will have, and which parts hold rows of it. */
export interface PlannedTable {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  readonly parts: readonly number[];
  /** Its query has more rows than it was asked for. */
  readonly isCut?: boolean;
  /** In the file, of an export that can be read page by page. */
  readonly start?: TableStart;
}

export interface ExportProgress {
  readonly unit: number;
  readonly units: number;
  /** Where the unit goes on; null at its beginning. */
  readonly cursor: string | null;
  readonly percent: number;
  readonly parts: number;
  readonly tables: readonly PlannedTable[];
  readonly rows: number;
  readonly readBytes: number;
  /** What the asker may see, as of the first slice: under other policies it is read from the beginning. */
  readonly rights: string | null;
  readonly isFiltered: boolean;
  readonly pieces: number;
  readonly fileBytes: number;
}

export const EXPORT_START: ExportProgress = {
  unit: 0,
  units: 0,
  cursor: null,
  percent: 0,
  parts: 0,
  tables: [],
  rows: 0,
  readBytes: 0,
  rights: null,
  isFiltered: false,
  pieces: 0,
  fileBytes: 0,
};

export const startTables = (progress: ExportProgress, starts: readonly TableStart[]): ExportProgress => ({
  ...progress,
  tables: progress.tables.map((table, at) => {
    const start = starts[at];
    return start === undefined ? table : { ...table, start };
  }),
});

export interface StoredExport {
  readonly id: string;
  /** The key that asked for it: it is read as this key, and belongs to it. */
  readonly owner: string;
  readonly state: ExportState;
  readonly request: ExportRequest;
  readonly progress: ExportProgress;
  /** The code of what went wrong. */
  readonly fault: string | null;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
  /** When it is deleted. */
  readonly expiresAtMs: number;
}

export interface StoredLink {
  readonly id: string;
  readonly exportId: string;
  /** The key whose policy is asked when it is used. */
  readonly recipient: string;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
  readonly isSingleUse: boolean;
  readonly usedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export interface OpeningLink {
  readonly exportId: string;
  /** Who it is made out to, as whoever opens it says. */
  readonly recipient: string;
  readonly nowMs: number;
}

/** Neither revoked nor spent nor at its end. */
export function isLinkOpen(
  link: StoredLink | null,
  { exportId, recipient, nowMs }: OpeningLink,
): link is StoredLink {
  if (link?.exportId !== exportId || link.recipient !== recipient) return false;
  const isSpent = link.isSingleUse && link.usedAtMs !== null;
  return !isSpent && link.revokedAtMs === null && nowMs < link.expiresAtMs;
}

export function exportsFolder(tenantId: string, exportId: string): string {
  return `tenants/${tenantId}/exports/${exportId}/`;
}

const numbered = (no: number): string => String(no).padStart(6, "0");
export const partKey = (folder: string, no: number): string => `${folder}part/${numbered(no)}`;
export const pieceKey = (folder: string, no: number): string => `${folder}file/${numbered(no)}`;

/** Of every piece of a file but the last. */
export const PIECE_BYTES = 4_194_304;

/** Read page by page, hence stored as it is; it is compressed when it is fetched, if that was asked for. */
export const isPaged = ({ request, progress }: Pick<StoredExport, "request" | "progress">): boolean =>
  request.format === "json" && progress.tables.every(({ start }) => start !== undefined);

export const exportViewSchema = z.object({
  id: z.string(),
  state: z.enum(EXPORT_STATES),
  percent: z.int(),
  title: z.string(),
  format: z.string(),
  gzip: z.boolean(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  rows: z.int(),
  bytes: z.int().describe("Of the file; of `json` before it is compressed"),
  /** Their names, as far as it is read; none of a report. */
  tables: z.array(z.string()),
  /** Does a query have more rows than its `limit` let it give? */
  has_more: z.boolean(),
  row_filter_applied: z.boolean(),
  /** The code of what went wrong, of one that failed. */
  fault: z.string().nullable(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime(),
});

export const hasMore = ({ tables }: ExportProgress): boolean => tables.some(({ isCut }) => isCut);

const instant = (ms: number): string => new Date(ms).toISOString();

export function viewExport(stored: StoredExport): z.infer<typeof exportViewSchema> {
  const { id, state, request, progress, fault, createdAtMs, finishedAtMs, expiresAtMs } = stored;
  return {
    id,
    state,
    percent: state === "ready" ? 100 : progress.percent,
    title: request.title,
    format: request.format,
    gzip: request.isGzipped,
    from: instant(request.fromMs),
    to: instant(request.toMs),
    rows: progress.rows,
    bytes: progress.fileBytes,
    tables: progress.tables.map(({ name }) => name),
    has_more: hasMore(progress),
    row_filter_applied: progress.isFiltered,
    fault,
    created_at: instant(createdAtMs),
    finished_at: finishedAtMs === null ? null : instant(finishedAtMs),
    expires_at: instant(expiresAtMs),
  };
}
