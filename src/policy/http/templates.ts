// GET /v1/policy/templates: policies to start from.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { TEMPLATES } from "../index.ts";
import { BODY_SCHEMAS } from "./document-schemas.ts";
import { openQuestion } from "./question.ts";

export const listTemplates = tenantOperation({
  id: "policy.templates",
  method: "GET",
  path: "/v1/policy/templates",
  tag: "Access",
  summary: "List policy templates",
  description:
    "Put each of a template's `policies` at `/v1/policies/{policy_id}`, as it is or with your own groups.",
  action: "policies:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "Each with the policies to put",
      schema: z.object({
        data: z.array(
          z.object({ name: z.string(), meaning: z.string(), policies: z.array(BODY_SCHEMAS.policy) }),
        ),
      }),
    },
  },
  handle: async ({ session }) => {
    const opened = await openQuestion(session, "templates");
    return opened.ok ? ok(jsonReply(200, { data: TEMPLATES })) : opened;
  },
});
