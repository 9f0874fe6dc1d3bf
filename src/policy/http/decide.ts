// The policy decision point in the words of AuthZEN 1.0: one evaluation or a batch, over the tenant's policies in force.
// Asked under /access/v1 as its discovery document says, and at POST /v1/policy/decide.

import { z } from "zod";
import { tenantOperation, type Reply, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import {
  AUTHZEN_PATHS,
  evaluateBatch,
  evaluationRequestSchema,
  evaluationsRequestSchema,
  parseEvaluation,
  toEvaluationResponse,
  type CompiledBundle,
  type EvaluationRequest,
  type EvaluationResponse,
} from "../index.ts";
import { authzenRefusal, authzenReply, bodyOf, DECISIONS } from "./authzen-shape.ts";
import { decideQuestion, openQuestion, questionOf } from "./question.ts";
import { searchOperations } from "./search.ts";

type Deciding = Pick<TenantCall, "request" | "session" | "nowMs">;

function respond(
  bundle: CompiledBundle,
  evaluation: EvaluationRequest,
  nowMs: number,
): Result<EvaluationResponse> {
  const question = questionOf(bundle, evaluation, nowMs);
  if (!question.ok) return question;
  const about = { epoch: bundle.epoch, subject: question.value.subject };
  return ok(toEvaluationResponse(decideQuestion(bundle, question.value), about));
}

async function evaluate(
  { request, session, nowMs }: Deciding,
  body: EvaluationRequest,
): Promise<Result<Reply>> {
  const { subject, action, resource } = body;
  const bundle = await openQuestion(session, "evaluation", {
    subject: `${subject.type}:${subject.id}`,
    of_action: action.name,
    on: `${resource.type}:${resource.id}`,
  });
  if (!bundle.ok) return bundle;
  const response = respond(bundle.value, body, nowMs);
  return response.ok ? ok(authzenReply(request, response.value)) : response;
}

type Batch = z.infer<typeof evaluationsRequestSchema>;

async function evaluateAll(call: Deciding, body: Batch): Promise<Result<Reply>> {
  const { evaluations = [] } = body;
  if (evaluations.length === 0) {
    const single = parseEvaluation(body);
    return single.ok ? evaluate(call, single.value) : single;
  }
  const bundle = await openQuestion(call.session, "evaluations", { evaluations: evaluations.length });
  if (!bundle.ok) return bundle;
  const answers = evaluateBatch(body, (one) => respond(bundle.value, one, call.nowMs));
  return ok(authzenReply(call.request, answers));
}

const DECISION = {
  decision: z.boolean(),
  context: z.looseObject({ reasons: z.array(z.string()).optional(), epoch: z.int().optional() }),
};
const evaluationSchema = z.looseObject(DECISION);
const evaluationsSchema = z.union([
  evaluationSchema,
  z.object({ evaluations: z.array(z.looseObject(DECISION)) }),
]);

const batch = {
  ...DECISIONS,
  summary: "Evaluate one question or a batch (AuthZEN)",
  body: bodyOf(evaluationsRequestSchema),
  responses: {
    200: {
      description: "The decision, or one for each evaluation, and what determined it",
      schema: evaluationsSchema,
    },
  },
} as const;

const decide = tenantOperation({
  ...batch,
  id: "policy.decide",
  path: "/v1/policy/decide",
  handle: (call) => evaluateAll(call, call.body),
});

const evaluations = tenantOperation({
  ...batch,
  id: "authzen.evaluations",
  path: AUTHZEN_PATHS.evaluations,
  refusalShape: authzenRefusal,
  handle: (call) => evaluateAll(call, call.body),
});

const evaluation = tenantOperation({
  ...DECISIONS,
  id: "authzen.evaluation",
  path: AUTHZEN_PATHS.evaluation,
  summary: "Evaluate one question (AuthZEN)",
  body: bodyOf(evaluationRequestSchema),
  responses: { 200: { description: "The decision and what determined it", schema: evaluationSchema } },
  refusalShape: authzenRefusal,
  handle: (call) => evaluate(call, call.body),
});

export const decisionOperations: readonly TenantOperation[] = [
  decide,
  evaluations,
  evaluation,
  ...searchOperations,
];
