// POST /v1/policy/explain: why a decision comes out as it does, condition by condition.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { evaluationRequestSchema, explain, type Explanation } from "../index.ts";
import { INACTIVE, openQuestion, questionOf } from "./question.ts";

/** A key that opens nothing is denied before any policy is asked. */
const NOTHING_TO_EXPLAIN: Explanation = { decision: INACTIVE, policies: [], candidates: 0, roles: [] };

export const explainDecision = tenantOperation({
  id: "policy.explain",
  method: "POST",
  path: "/v1/policy/explain",
  tag: "Decisions",
  summary: "Explain a decision",
  description:
    "An AuthZEN evaluation, answered with every policy that could apply and the value of each condition.",
  action: "policies:decide",
  params: null,
  query: null,
  body: { kind: "json", schema: evaluationRequestSchema, maxBytes: 65_536 },
  responses: {
    200: {
      description: "The decision, the policies that determined it, each condition's value, the epoch",
      schema: z.looseObject({ epoch: z.int(), roles: z.array(z.string()) }),
    },
  },
  handle: async ({ session, nowMs, body }) => {
    const bundle = await openQuestion(session, "explain");
    if (!bundle.ok) return bundle;
    const { epoch, compiled } = bundle.value;
    const question = questionOf(bundle.value, body, nowMs);
    if (!question.ok) return question;
    const { subject, request } = question.value;
    const explanation = subject === "inactive" ? NOTHING_TO_EXPLAIN : explain(compiled, request);
    return ok(jsonReply(200, { epoch, subject, ...explanation }));
  },
});
