// GET /v1/bills/imports and /v1/bills/imports/{import_id}: what was imported, how far what runs has come, what was wrong.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { ok } from "../../kernel/result.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { billImportSchema } from "../focus/bill-import.ts";

const MOST_IMPORTS = 100;

export const listBillImports = tenantOperation({
  id: "bills.list_imports",
  method: "GET",
  path: "/v1/bills/imports",
  tag: "Bills",
  summary: "List imports of bills",
  description: "The newest first.",
  action: "billing:view",
  params: null,
  query: pageQuerySchema(MOST_IMPORTS),
  body: { kind: "none" },
  responses: { 200: { description: "A page of imports", schema: pageSchema(billImportSchema) } },
  handle: async ({ session, query: { limit, cursor } }) => {
    const after = cursor === undefined ? ok([""]) : parseCursor(cursor, ["string"]);
    if (!after.ok) return after;
    const read = await session.ask("bills.imports", { before: String(after.value[0]), limit: limit + 1 });
    if (!read.ok) return read;
    const imports = z.array(billImportSchema).parse(read.value);
    return ok(
      jsonReply(
        200,
        cutPage(imports, limit, ({ id }) => encodeCursor([id])),
      ),
    );
  },
});

export const getBillImport = tenantOperation({
  id: "bills.get_import",
  method: "GET",
  path: "/v1/bills/imports/{import_id}",
  tag: "Bills",
  summary: "See an import of a bill",
  action: "billing:view",
  params: z.object({ import_id: z.string().max(64) }),
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The import", schema: billImportSchema } },
  handle: async ({ session, params }) => {
    const read = await session.ask("bills.import", { id: params.import_id });
    return read.ok ? ok(jsonReply(200, read.value)) : read;
  },
});
