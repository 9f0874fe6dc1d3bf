// The policy decision point in the words of AuthZEN 1.0: evaluation, evaluations and searches, over the tenant's policies
// in force. Asked under /access/v1 as its discovery document says, and one evaluation or batch at POST /v1/policy/decide.

import { z } from "zod";
import {
  jsonReply,
  tenantOperation,
  type Reply,
  type TenantCall,
  type TenantOperation,
  type TenantSession,
} from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  actionSearchSchema,
  actionsOn,
  AUTHZEN_PATHS,
  decideAccess,
  evaluateBatch,
  evaluationRequestSchema,
  evaluationsRequestSchema,
  resourceSearchSchema,
  searchAllowed,
  subjectSearchSchema,
  toAccessRequest,
  toEvaluationResponse,
  type AccessDecision,
  type AccessRequest,
  type CompiledBundle,
  type EvaluationRequest,
} from "../index.ts";
import { findSubject, listSubjects } from "./subject-lookup.ts";

type Deciding = Pick<TenantCall, "session" | "nowMs">;

/** Fences and audits the question; what is decided after it is decided by the bundle in force. */
export async function openQuestion(session: TenantSession, asked: string): Promise<Result<CompiledBundle>> {
  const recorded = await session.execute("access.record", {
    resource: "policy:decision_point",
    outcome: "allowed",
    detail: { asked },
  });
  return recorded.ok ? ok(session.bundle) : recorded;
}

export function requestOf(
  bundle: CompiledBundle,
  evaluation: EvaluationRequest,
  nowMs: number,
): Result<AccessRequest> {
  const { type, id } = evaluation.subject;
  const described = toAccessRequest(evaluation, nowMs, null);
  const known = findSubject(bundle, type, id);
  if (!described.ok || known === null) return described;
  const { mfaVerified, mfaMethod, sessionAgeSeconds } = described.value.principal;
  return ok({ ...described.value, principal: { ...known, mfaVerified, mfaMethod, sessionAgeSeconds } });
}

function decideOne(
  bundle: CompiledBundle,
  evaluation: EvaluationRequest,
  nowMs: number,
): Result<AccessDecision> {
  const request = requestOf(bundle, evaluation, nowMs);
  return request.ok ? ok(decideAccess(bundle.compiled, request.value)) : request;
}

async function evaluate({ session, nowMs }: Deciding, body: unknown): Promise<Result<Reply>> {
  const parsed = evaluationRequestSchema.safeParse(body);
  if (!parsed.success) return failed(fault("request.invalid", "subject, action and resource are needed"));
  const bundle = await openQuestion(session, "evaluation");
  if (!bundle.ok) return bundle;
  const decision = decideOne(bundle.value, parsed.data, nowMs);
  if (!decision.ok) return decision;
  return ok(jsonReply(200, withEpoch(toEvaluationResponse(decision.value), bundle.value)));
}

function withEpoch<T extends { readonly context?: Readonly<Record<string, unknown>> }>(
  answer: T,
  { epoch }: CompiledBundle,
) {
  return { ...answer, context: { ...answer.context, epoch } };
}

type Batch = z.infer<typeof evaluationsRequestSchema>;

async function evaluateAll(call: Deciding, body: Batch): Promise<Result<Reply>> {
  if ((body.evaluations ?? []).length === 0) return evaluate(call, body);
  const bundle = await openQuestion(call.session, "evaluations");
  if (!bundle.ok) return bundle;
  const answers = evaluateBatch(body, (one) => decideOne(bundle.value, one, call.nowMs));
  return ok(jsonReply(200, answers));
}

const answerSchema = z.looseObject({ decision: z.boolean().optional() });

const SHARED = {
  method: "POST",
  tag: "Decisions",
  action: "policies:decide",
  params: null,
  query: null,
  responses: { 200: { description: "The decision and what determined it", schema: answerSchema } },
} as const;

const body = <S extends z.ZodType>(schema: S) => ({ kind: "json", schema, maxBytes: 1_048_576 }) as const;

const decideOperation = (id: string, path: `/${string}`): TenantOperation =>
  tenantOperation({
    ...SHARED,
    id,
    path,
    summary: "Evaluate one question or a batch (AuthZEN)",
    body: body(evaluationsRequestSchema),
    handle: (call) => evaluateAll(call, call.body),
  });

const evaluation = tenantOperation({
  ...SHARED,
  id: "authzen.evaluation",
  path: AUTHZEN_PATHS.evaluation,
  summary: "Evaluate one question (AuthZEN)",
  body: body(evaluationRequestSchema),
  handle: (call) => evaluate(call, call.body),
});

const BAD_TOKEN = failed(fault("request.cursor_invalid", "take the page token from the reply before"));

const searchSubjects = tenantOperation({
  ...SHARED,
  id: "authzen.search_subject",
  path: AUTHZEN_PATHS.subjectSearch,
  summary: "Who may (AuthZEN)",
  body: body(subjectSearchSchema),
  handle: async ({ session, nowMs, body: asked }) => {
    const bundle = await openQuestion(session, "search_subject");
    if (!bundle.ok) return bundle;
    const { type } = asked.subject;
    const probe = requestOf(bundle.value, { ...asked, subject: { type, id: "anyone" } }, nowMs);
    if (!probe.ok) return probe;
    const subjects = listSubjects(bundle.value, type);
    const allows = (principal: (typeof subjects)[number]) =>
      decideAccess(bundle.value.compiled, { ...probe.value, principal });
    const found = searchAllowed(subjects, allows, asked.page);
    if (found === null) return BAD_TOKEN;
    return ok(jsonReply(200, { ...found, results: found.results.map(({ id }) => ({ type, id })) }));
  },
});

const searchActions = tenantOperation({
  ...SHARED,
  id: "authzen.search_action",
  path: AUTHZEN_PATHS.actionSearch,
  summary: "What may be done (AuthZEN)",
  body: body(actionSearchSchema),
  handle: async ({ session, nowMs, body: asked }) => {
    const bundle = await openQuestion(session, "search_action");
    if (!bundle.ok) return bundle;
    const actions = actionsOn(asked.resource.type);
    const [first] = actions;
    const probe = requestOf(bundle.value, { ...asked, action: { name: first ?? "none" } }, nowMs);
    if (!probe.ok) return probe;
    const allows = (action: (typeof actions)[number]) =>
      decideAccess(bundle.value.compiled, { ...probe.value, action });
    const found = searchAllowed(actions, allows, asked.page);
    if (found === null) return BAD_TOKEN;
    return ok(jsonReply(200, { ...found, results: found.results.map((name) => ({ name })) }));
  },
});

/** Of the things that policies can speak of, this gateway lists keys and users; other kinds have no list here yet. */
const searchResources = tenantOperation({
  ...SHARED,
  id: "authzen.search_resource",
  path: AUTHZEN_PATHS.resourceSearch,
  summary: "On what it may be done (AuthZEN)",
  body: body(resourceSearchSchema),
  handle: async ({ session, nowMs, body: asked }) => {
    const bundle = await openQuestion(session, "search_resource");
    if (!bundle.ok) return bundle;
    const { type } = asked.resource;
    const probe = requestOf(bundle.value, { ...asked, resource: { ...asked.resource, id: "any" } }, nowMs);
    if (!probe.ok) return probe;
    const ids = listSubjects(bundle.value, type).map(({ id }) => id);
    const allows = (id: string) =>
      decideAccess(bundle.value.compiled, { ...probe.value, resource: { ...probe.value.resource, id } });
    const found = searchAllowed(ids, allows, asked.page);
    if (found === null) return BAD_TOKEN;
    return ok(jsonReply(200, { ...found, results: found.results.map((id) => ({ type, id })) }));
  },
});

export const decisionOperations: readonly TenantOperation[] = [
  decideOperation("policy.decide", "/v1/policy/decide"),
  decideOperation("authzen.evaluations", AUTHZEN_PATHS.evaluations),
  evaluation,
  searchSubjects,
  searchActions,
  searchResources,
];
