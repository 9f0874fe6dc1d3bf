// POST /v1/exports: rows of queries or of a dashboard's panels as a file, at once or made in the background.

import {
  bytesReply,
  jsonReply,
  streamOf,
  tenantOperation,
  type Operation,
  type Reply,
  type TenantCall,
} from "../../edge/index.ts";
import { limitsOf } from "../../directory/index.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { exportViewSchema, type ExportRequest } from "../export/export-record.ts";
import { tablesOf } from "../export/export-table.ts";
import { PLAIN_STYLE, reportOf, type ReadPlace } from "../export/export-report.ts";
import { contentTypeOf, fileName, isReportFormat, reportBytes, tableBytes } from "../export/formats.ts";
import { begun, bounded } from "../export/pieces.ts";
import type { LoadAsset } from "../report.ts";
import { openAssets } from "../store/assets.ts";
import { exportBody, requestOf } from "./exports-request.ts";
import { rightsOf, unitsOf } from "./exports-units.ts";
import type { Readers } from "./readers.ts";
import { runPanel } from "./run-panel.ts";

export const EXPORTS_TAG = "Exports";

export const createExportOperation = (readers: Readers): Operation =>
  tenantOperation({
    id: "exports.create",
    method: "POST",
    path: "/v1/exports",
    tag: EXPORTS_TAG,
    summary: "Export queries or a dashboard as a file",
    description:
      "Read as the caller, on the rows that both the data's own policies and those of `data:export` let pass. `inline` answers with the file of what the queries answer at once; `X-Traceo-Has-More` says whether one of them has more, in `json` each table says so. `background` makes it step by step: log records and traces are then read to the end of the range, and `json` can be read page by page at `GET /v1/exports/{export_id}/rows`. Texts that a spreadsheet would take for a formula begin with an apostrophe in CSV.",
    action: "data:export",
    rows: true,
    params: null,
    query: null,
    body: { kind: "json", schema: exportBody, maxBytes: 1_048_576 },
    responses: {
      200: { description: "The file", contentType: "application/octet-stream" },
      202: { description: "It is being made", schema: exportViewSchema },
    },
    handle: async (call) => {
      const request = await requestOf(call, call.body);
      if (!request.ok) return request;
      if (call.body.mode === "inline") return inline(call, readers, request.value);
      const units = await unitsOf(call.session, request.value, call.nowMs);
      if (!units.ok) return units;
      // Refused now, not in the background, where nobody is told.
      const allowed = rightsOf(call.session, units.value);
      if (!allowed.ok) return allowed;
      const id = newId("export", call.nowMs, call.random);
      const started = await call.session.execute("exports.start", { id, request: request.value });
      return started.ok ? ok(jsonReply(202, started.value.reply)) : started;
    },
  });

type InlineCall = Omit<TenantCall, "params" | "query" | "body">;

async function inline(call: InlineCall, readers: Readers, request: ExportRequest): Promise<Result<Reply>> {
  const units = await unitsOf(call.session, request, call.nowMs);
  if (!units.ok) return units;
  const read: ReadPlace[] = [];
  const cut = new Set<string>();
  let isFiltered = false;
  for (const { run, nameOf, place } of units.value) {
    const answer = await runPanel(call, readers, run);
    if (!answer.ok) return answer;
    isFiltered ||= answer.value.isFiltered;
    for (const name of answer.value.more) cut.add(nameOf({ name, fields: [] }));
    read.push({ place, frames: answer.value.frames.map((frame) => ({ ...frame, name: nameOf(frame) })) });
  }
  const { tenant, limits } = call.session.bundle;
  const { resultBytes } = limitsOf(tenant.tier, limits);
  const assets = openAssets(call.assets);
  const bytes = fileOf({ request, read, isFiltered, cut, atMs: call.nowMs, assets });
  const body = await begun(bounded(bytes, resultBytes));
  if (!body.ok) return body;
  const { headers, ...reply } = bytesReply(contentTypeOf(request), streamOf(body.value));
  const told = fileHeaders(request, { isFiltered, hasMore: cut.size > 0 });
  return ok({ ...reply, headers: { ...headers, ...told } });
}

export interface WholeExport {
  readonly request: ExportRequest;
  readonly read: readonly ReadPlace[];
  readonly isFiltered: boolean;
  /** Names of what has more rows than were asked for. */
  readonly cut?: ReadonlySet<string>;
  readonly atMs: number;
  readonly assets: LoadAsset;
}

/** The file of what is at hand. */
export function fileOf(whole: WholeExport): AsyncGenerator<Uint8Array> {
  const { request, read, isFiltered, cut, atMs, assets } = whole;
  const { format, isGzipped, title, style = PLAIN_STYLE, fromMs, toMs } = request;
  if (!isReportFormat(format)) {
    const tables = tablesOf(read.flatMap(({ frames }) => frames)).map((table) =>
      cut?.has(table.name) ? { ...table, isCut: true } : table,
    );
    return tableBytes(tables, { format, isGzipped }, { title, atMs });
  }
  const told = { title, style, range: { fromMs, toMs }, madeAtMs: atMs, isFiltered };
  return reportBytes(reportOf(read, told), { format, isGzipped }, assets);
}

export const fileHeaders = (
  request: ExportRequest,
  { isFiltered, hasMore }: { readonly isFiltered: boolean; readonly hasMore: boolean },
): Readonly<Record<string, string>> => ({
  "content-disposition": `attachment; filename="${fileName(request.title, request)}"`,
  "cache-control": "no-store",
  "x-traceo-has-more": String(hasMore),
  "x-traceo-row-filter-applied": String(isFiltered),
});
