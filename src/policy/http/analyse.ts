// POST /v1/policy/analyse: what is wrong with a draft, or with what is in force, without changing anything.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { analyse, findingSchema, policyStateOf } from "../index.ts";
import { openQuestion } from "./question.ts";
import { draftSchema, draftState } from "./draft.ts";
import { listAdmins } from "./subject-lookup.ts";

export const analyseDraft = tenantOperation({
  id: "policy.analyse",
  method: "POST",
  path: "/v1/policy/analyse",
  tag: "Decisions",
  summary: "Analyse a draft",
  description:
    "Policies that never match, that others shadow, and changes that would shut out the last admin.",
  action: "policies:view",
  params: null,
  query: null,
  body: { kind: "json", schema: draftSchema, maxBytes: 12_582_912 },
  responses: {
    200: {
      description: "Findings, each with its pointer",
      schema: z.object({ findings: z.array(findingSchema) }),
    },
  },
  handle: async ({ session, nowMs, body }) => {
    const bundle = await openQuestion(session, "analyse");
    if (!bundle.ok) return bundle;
    const next = draftState(bundle.value, body, "");
    if (!next.ok) return next;
    const admins = listAdmins(bundle.value, nowMs);
    return ok(jsonReply(200, { findings: analyse(policyStateOf(next.value), { admins, nowMs }) }));
  },
});
