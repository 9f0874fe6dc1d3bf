// GET /operator/v1/tenants: every tenant in order of creation, by pages.

import { jsonReply, operatorOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok } from "../../kernel/result.ts";
import { tenantSchema } from "../index.ts";

export const listTenants = operatorOperation({
  id: "tenants.list",
  method: "GET",
  path: "/operator/v1/tenants",
  tag: "Tenants",
  carries: ["operational"],
  summary: "List tenants",
  params: null,
  query: pageQuerySchema(50),
  body: { kind: "none" },
  responses: { 200: { description: "A page of tenants", schema: pageSchema(tenantSchema) } },
  handle: async (call) => {
    const { limit, cursor } = call.query;
    const position = cursor === undefined ? ok(null) : parseCursor(cursor, ["number", "string"]);
    if (!position.ok) return position;
    const [createdAtMs, id] = position.value ?? [];
    const after = position.value === null ? null : { createdAtMs: Number(createdAtMs), id: String(id) };
    const read = await call.directory.list({ after, limit: limit + 1 });
    const page = cutPage(read, limit, (last) => encodeCursor([Date.parse(last.created_at), last.id]));
    return ok(jsonReply(200, page));
  },
});
