// GET /v1/policy/templates: policies to start from.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { TEMPLATES } from "../index.ts";
import { openQuestion } from "./decide.ts";

export const listTemplates = tenantOperation({
  id: "policy.templates",
  method: "GET",
  path: "/v1/policy/templates",
  tag: "Access",
  summary: "List policy templates",
  action: "policies:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "Each with the policies to put",
      schema: z.object({ data: z.array(z.looseObject({ name: z.string(), meaning: z.string() })) }),
    },
  },
  handle: async ({ session }) => {
    const opened = await openQuestion(session, "templates");
    return opened.ok ? ok(jsonReply(200, { data: TEMPLATES })) : opened;
  },
});
