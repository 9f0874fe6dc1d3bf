// POST /v1/policy/explain: why a decision comes out as it does, condition by condition.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { evaluationRequestSchema, explain } from "../index.ts";
import { openQuestion, requestOf } from "./decide.ts";

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
    const request = requestOf(bundle.value, body, nowMs);
    if (!request.ok) return request;
    return ok(
      jsonReply(200, { epoch: bundle.value.epoch, ...explain(bundle.value.compiled, request.value) }),
    );
  },
});
