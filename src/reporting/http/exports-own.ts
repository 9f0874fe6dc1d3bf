// GET /v1/exports, GET and DELETE /v1/exports/{export_id}: the caller's own exports. Another key's are not found.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok } from "../../kernel/result.ts";
import { exportViewSchema, viewExport, type StoredExport } from "../export/export-record.ts";
import { EXPORTS_TAG } from "./exports-create.ts";

const MOST_LISTED = 100;
/** After every id. */
const LAST = "exp_~";

export const exportParams = z.object({
  export_id: z.string().regex(/^exp_[0-9a-z]{20}$/, "an id such as `exp_…`"),
});

export const listExports = tenantOperation({
  id: "exports.list",
  method: "GET",
  path: "/v1/exports",
  tag: EXPORTS_TAG,
  summary: "List the caller's exports, newest first",
  action: "data:export",
  // A key that may export some rows only may see to what it has exported.
  rows: true,
  params: null,
  query: pageQuerySchema(MOST_LISTED),
  body: { kind: "none" },
  responses: { 200: { description: "A page of exports", schema: pageSchema(exportViewSchema) } },
  handle: async ({ session, principal, query }) => {
    const { limit, cursor } = query;
    const place = cursor === undefined ? ok([LAST]) : parseCursor(cursor, ["string"]);
    if (!place.ok) return place;
    const [before] = place.value as [string];
    const found = await session.ask("exports.list", { owner: principal.id, before, limit: limit + 1 });
    if (!found.ok) return found;
    const page = cutPage(found.value as unknown as StoredExport[], limit, ({ id }) => encodeCursor([id]));
    return ok(jsonReply(200, { ...page, data: page.data.map(viewExport) }));
  },
});

export const getExport = tenantOperation({
  id: "exports.get",
  method: "GET",
  path: "/v1/exports/{export_id}",
  tag: EXPORTS_TAG,
  summary: "See how far an export is",
  action: "data:export",
  // A key that may export some rows only may see to what it has exported.
  rows: true,
  params: exportParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "Its state and percentage", schema: exportViewSchema } },
  handle: async ({ session, principal, params }) => {
    const found = await session.ask("exports.get", { id: params.export_id, owner: principal.id });
    return found.ok ? ok(jsonReply(200, viewExport(found.value as unknown as StoredExport))) : found;
  },
});

export const deleteExport = tenantOperation({
  id: "exports.delete",
  method: "DELETE",
  path: "/v1/exports/{export_id}",
  tag: EXPORTS_TAG,
  summary: "Delete an export, or stop making it",
  description:
    "Its links stop at once. Whatever is not deleted is deleted seven days after it was asked for.",
  action: "data:export",
  // A key that may export some rows only may see to what it has exported.
  rows: true,
  params: exportParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "It is gone", schema: z.object({ id: z.string() }) } },
  handle: async ({ session, params }) => {
    const deleted = await session.execute("exports.delete", { id: params.export_id });
    return deleted.ok ? ok(jsonReply(200, deleted.value.reply)) : deleted;
  },
});
