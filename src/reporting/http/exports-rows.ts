// GET /v1/exports/{export_id}/rows: the rows of an export in `json` page by page, for its owner. A page reads the stretch of the
// stored file that its rows are in, no more.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { pageQuerySchema } from "../../kernel/page.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { isPaged, type StoredExport } from "../export/export-record.ts";
import { readLines } from "../export/json-lines.ts";
import {
  cursorOf,
  firstPlace,
  namedRow,
  placeAfter,
  placeOf,
  rowPageSchema,
  type RowPlace,
} from "../export/row-page.ts";
import { EXPORTS_TAG } from "./exports-create.ts";
import { PartGone, readStretch, type ExportFolder } from "./exports-files.ts";
import { FILE_GONE, openFile } from "./exports-open.ts";
import { exportParams } from "./exports-own.ts";

const MOST_ROWS = 10_000;
const USUAL_ROWS = 1_000;
/** LIMIT: of the file, for one page; names of columns, which every row has again, are as much at most. */
const PAGE_BYTES = 2_097_152;
const STRETCH = { leastBytes: 16_384, mostBytes: 1_048_576 } as const;

type RowPage = z.infer<typeof rowPageSchema>;

export const readRows = tenantOperation({
  id: "exports.rows",
  method: "GET",
  path: "/v1/exports/{export_id}/rows",
  tag: EXPORTS_TAG,
  summary: "Read the rows of an export page by page",
  description:
    "Of an export in `json` that was made in the background and is `ready`. A page has rows of one table, the tables follow each other; it has up to `limit` rows, fewer where these are long, and `next_cursor` is null on the last one. The rows stay the same for as long as there is the export. The owner's key must still see by its policies what the export was read as.",
  action: "data:export",
  // A key that may export some rows only may read what it has exported.
  rows: true,
  params: exportParams,
  query: pageQuerySchema(MOST_ROWS).extend({
    limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(USUAL_ROWS),
    table: z.string().min(1).max(500).optional().describe("The rows of the table of that name only"),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "A page of rows", schema: rowPageSchema } },
  handle: async ({ session, principal, params, query }) => {
    const found = await session.ask("exports.get", { id: params.export_id, owner: principal.id });
    if (!found.ok) return found;
    const stored = found.value as unknown as StoredExport;
    const asked = askedOf(stored, query);
    if (!asked.ok) return asked;
    const opened = await openFile(session, stored);
    if (!opened.ok) return opened;
    const page = await pageOf(opened.value, stored, asked.value);
    return page.ok ? ok(jsonReply(200, page.value)) : page;
  },
});

interface Asked {
  /** Null where there is no row. */
  readonly place: RowPlace | null;
  /** The place of the only table that is asked for. */
  readonly only: number | null;
  readonly limit: number;
}

interface AskedQuery {
  readonly cursor?: string | undefined;
  readonly table?: string | undefined;
  readonly limit: number;
}

/** `exports.no_pages`, `exports.not_ready`, `request.invalid`, `request.cursor_invalid`. */
function askedOf(stored: StoredExport, { cursor, table, limit }: AskedQuery): Result<Asked> {
  const readable = checkReadable(stored);
  if (!readable.ok) return readable;
  const { tables } = stored.progress;
  const only = table === undefined ? null : tables.findIndex(({ name }) => name === table);
  if (only === -1) {
    const message = `is none of its tables: ${tables.map(({ name }) => `\`${name}\``).join(", ")}`;
    return failed(fault("request.invalid", `table: ${message}`, [{ pointer: "query/table", message }]));
  }
  if (cursor === undefined) return ok({ place: within(only, firstPlace(tables, only ?? 0)), only, limit });
  const place = placeOf(stored, cursor);
  if (!place.ok) return place;
  if (within(only, place.value) === null)
    return failed(fault("request.cursor_invalid", "the cursor is of another table"));
  return ok({ place: place.value, only, limit });
}

const within = (only: number | null, place: RowPlace | null): RowPlace | null =>
  only === null || place?.table === only ? place : null;

function checkReadable({ state, request, progress, fault: code }: StoredExport): Result<null> {
  if (request.format !== "json")
    return failed(
      fault("exports.no_pages", `it is in \`${request.format}\`, and \`json\` has pages of rows`),
    );
  if (state === "ready" && isPaged({ request, progress })) return ok(null);
  if (state === "ready") return failed(fault("exports.no_pages", "it has none: ask for it again"));
  const how = code === null ? `${progress.percent} % are done` : `\`${code}\``;
  return failed(fault("exports.not_ready", `it is \`${state}\`: ${how}`));
}

async function pageOf(
  files: ExportFolder,
  stored: StoredExport,
  { place, only, limit }: Asked,
): Promise<Result<RowPage>> {
  const { tables, isFiltered: row_filter_applied } = stored.progress;
  const planned = tables[place?.table ?? only ?? 0];
  const { name = "", columns = [], start, isCut: has_more = false } = planned ?? {};
  const rowsOfTable = start?.rows ?? 0;
  const table = planned === undefined ? null : { name, columns: [...columns], rows: rowsOfTable, has_more };
  if (place === null || start === undefined)
    return ok({ data: [], next_cursor: null, table, row_filter_applied });
  const rowsLeft = start.rows - place.row;
  const nameBytes = JSON.stringify(columns.map((column) => column.name)).length;
  const rows = Math.min(limit, rowsLeft, Math.max(1, Math.floor(PAGE_BYTES / nameBytes)));
  const read = await linesAt(files, stored, { byte: place.byte, rows, cells: columns.length });
  if (!read.ok) return read;
  const next = { table: place.table, row: place.row + read.value.rows.length, byte: read.value.nextByte };
  const following = within(only, placeAfter(tables, next));
  return ok({
    data: read.value.rows.map((row) => namedRow(columns, row)),
    next_cursor: following === null ? null : cursorOf(stored, following),
    table,
    row_filter_applied,
  });
}

interface LinesAt {
  readonly byte: number;
  readonly rows: number;
  readonly cells: number;
}

/** In stretches of what so many rows are on the average. `exports.not_found`. */
async function linesAt(files: ExportFolder, { progress }: StoredExport, wanted: LinesAt) {
  const { fileBytes, rows } = progress;
  const guess = Math.ceil((1.2 * wanted.rows * fileBytes) / Math.max(1, rows));
  const stretchBytes = Math.min(STRETCH.mostBytes, Math.max(STRETCH.leastBytes, guess));
  const read = (byte: number, length: number): Promise<Uint8Array> =>
    readStretch(files, { byte, length: Math.min(length, fileBytes - byte) });
  try {
    return await readLines(read, { ...wanted, mostBytes: PAGE_BYTES, stretchBytes });
  } catch (error) {
    if (error instanceof PartGone) return FILE_GONE;
    throw error;
  }
}
