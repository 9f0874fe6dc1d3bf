// POST /v1/exports: rows of queries or of a dashboard's panels as a file, at once or made in the background.

import {
  bytesReply,
  jsonReply,
  streamOf,
  tenantOperation,
  type Operation,
  type Reply,
} from "../../edge/index.ts";
import { limitsOf } from "../../directory/index.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { exportViewSchema, type ExportRequest } from "../export/export-record.ts";
import { tablesOf } from "../export/export-table.ts";
import { contentTypeOf, fileBytes, fileName } from "../export/formats.ts";
import { bounded } from "../export/pieces.ts";
import type { Frame } from "../frame.ts";
import { exportBody, requestOf } from "./exports-request.ts";
import { rightsOf, unitsOf } from "./exports-units.ts";
import type { Readers, ReadingCall } from "./readers.ts";
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
      "Read as the caller, on the rows that both the data's own policies and those of `data:export` let pass. `inline` answers with the file; `background` makes it step by step, also of more than a query answers at once: log records and traces are then read to the end of the range. Texts that a spreadsheet would take for a formula begin with an apostrophe in CSV.",
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
      const units = await unitsOf(call.session, request.value);
      if (!units.ok) return units;
      // Refused now, not in the background, where nobody is told.
      const allowed = rightsOf(call.session, units.value);
      if (!allowed.ok) return allowed;
      const id = newId("export", call.nowMs, call.random);
      const started = await call.session.execute("exports.start", { id, request: request.value });
      return started.ok ? ok(jsonReply(202, started.value.reply)) : started;
    },
  });

async function inline(call: ReadingCall, readers: Readers, request: ExportRequest): Promise<Result<Reply>> {
  const units = await unitsOf(call.session, request);
  if (!units.ok) return units;
  const frames: Frame[] = [];
  let isFiltered = false;
  for (const { run, nameOf } of units.value) {
    const read = await runPanel(call, readers, run);
    if (!read.ok) return read;
    isFiltered ||= read.value.isFiltered;
    frames.push(...read.value.frames.map((frame) => ({ ...frame, name: nameOf(frame) })));
  }
  const { tenant, limits } = call.session.bundle;
  const { resultBytes } = limitsOf(tenant.tier, limits);
  const bytes = fileBytes(tablesOf(frames), request, { title: request.title, atMs: call.nowMs });
  const { headers, ...reply } = bytesReply(contentTypeOf(request), streamOf(bounded(bytes, resultBytes)));
  return ok({ ...reply, headers: { ...headers, ...fileHeaders(request, isFiltered) } });
}

export const fileHeaders = (
  request: ExportRequest,
  isFiltered: boolean,
): Readonly<Record<string, string>> => ({
  "content-disposition": `attachment; filename="${fileName(request.title, request)}"`,
  "cache-control": "no-store",
  "x-traceo-row-filter-applied": String(isFiltered),
});
