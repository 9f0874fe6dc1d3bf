// GET /v1/panel-kinds: the kinds of picture, with the shape of their options and an example each.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { KIND_NAMES, KINDS } from "../kinds/registry.ts";
import { TAG } from "./dashboard-reply.ts";

const kindSchema = z.object({
  kind: z.string(),
  title: z.string(),
  meaning: z.string(),
  options: z.unknown().describe("A JSON Schema"),
  example: z.unknown().describe("Options and frames, as the source `data` takes them"),
});

export const listPanelKinds = tenantOperation({
  id: "panels.list_kinds",
  method: "GET",
  path: "/v1/panel-kinds",
  tag: TAG,
  summary: "List the kinds of picture",
  action: "dashboards:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "All of them", schema: z.object({ data: z.array(kindSchema) }) } },
  handle: async () => {
    const data = KIND_NAMES.map((kind) => {
      const { title, meaning, options, example } = KINDS[kind];
      return { kind, title, meaning, options: z.toJSONSchema(options, { io: "input" }), example: example() };
    });
    return ok(jsonReply(200, { data }));
  },
});
