// GET /v1/keys: every key, without its secret.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok } from "../../kernel/result.ts";
import { keyViewSchema } from "../index.ts";

export const listKeys = tenantOperation({
  id: "keys.list",
  method: "GET",
  path: "/v1/keys",
  tag: "API keys",
  summary: "List API keys",
  action: "keys:view",
  params: null,
  query: pageQuerySchema(100),
  body: { kind: "none" },
  responses: { 200: { description: "A page of keys", schema: pageSchema(keyViewSchema) } },
  handle: async (call) => {
    const { limit, cursor } = call.query;
    const position = cursor === undefined ? ok([""]) : parseCursor(cursor, ["string"]);
    if (!position.ok) return position;
    const listed = await call.session.ask("keys.list", {
      after: String(position.value[0]),
      limit: limit + 1,
    });
    if (!listed.ok) return listed;
    const data = z.array(keyViewSchema).parse(listed.value);
    return ok(
      jsonReply(
        200,
        cutPage(data, limit, (last) => encodeCursor([last.id])),
      ),
    );
  },
});
