// The searches of AuthZEN 1.0: who may, on what, and what may be done. Decided candidate by candidate like an evaluation, so
// that what is found is what an evaluation allows.

import { z } from "zod";
import { tenantOperation, type Reply, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import { ROLE_NAMES } from "../../identity/index.ts";
import { fault, type Violation } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  actionSearchSchema,
  actionsOn,
  AUTHZEN_PATHS,
  inSession,
  isAllowedWhole,
  pageOf,
  resourceSearchSchema,
  subjectSearchSchema,
  unknownWord,
  type CompiledBundle,
  type EvaluationRequest,
  type Page,
} from "../index.ts";
import { authzenRefusal, authzenReply, bodyOf, DECISIONS } from "./authzen-shape.ts";
import { decideQuestion, openQuestion, questionOf, type Question } from "./question.ts";
import { listSubjects } from "./subject-lookup.ts";

type Searched = "search_subject" | "search_resource" | "search_action";

interface Search {
  readonly name: Searched;
  readonly page: Page;
  /** An evaluation with a placeholder for what is searched. */
  readonly probe: EvaluationRequest;
  /** The word of the request that means nothing here. */
  readonly unknown: Violation | null;
  /** Each result with the question that it answers. */
  candidates(bundle: CompiledBundle, probe: Question): Result<readonly Candidate[]>;
}

interface Candidate {
  readonly result: Readonly<Record<string, string>>;
  readonly question: Question;
}

type Searching = Pick<TenantCall, "request" | "session" | "nowMs">;

async function search({ request, session, nowMs }: Searching, asked: Search): Promise<Result<Reply>> {
  const bundle = await openQuestion(session, asked.name);
  if (!bundle.ok) return bundle;
  const found = asked.unknown === null ? find(bundle.value, asked, nowMs) : ok([]);
  if (!found.ok) return found;
  const paged = pageOf(found.value, { page: asked.page, about: { name: asked.name, ...asked.probe } });
  if (paged === null)
    return failed(fault("request.cursor_invalid", "take the page token from the reply before", [BAD_TOKEN]));
  const error = asked.unknown === null ? {} : { error: asked.unknown };
  return ok(authzenReply(request, { ...paged, context: { epoch: bundle.value.epoch, ...error } }));
}

const BAD_TOKEN: Violation = { pointer: "/page/token", message: "of another question, or none of ours" };

function find(bundle: CompiledBundle, asked: Search, nowMs: number): Result<readonly Candidate["result"][]> {
  const probe = questionOf(bundle, asked.probe, nowMs);
  if (!probe.ok) return probe;
  const candidates = asked.candidates(bundle, probe.value);
  if (!candidates.ok) return candidates;
  const allowed = candidates.value.filter(({ question }) => isAllowedWhole(decideQuestion(bundle, question)));
  return ok(allowed.map(({ result }) => result));
}

type SubjectSearch = z.infer<typeof subjectSearchSchema>;

function subjectSearch({ subject, action, resource, context, page }: SubjectSearch): Search {
  const { type, properties } = subject;
  const probe = { subject: { type, id: "", properties }, action, resource, context };
  return {
    name: "search_subject",
    page,
    probe,
    unknown: unknownWord(probe),
    candidates: (bundle, { request }) =>
      ok(
        listSubjects(bundle, type, request.context.timeMs).map((known) => ({
          result: { type, id: known.id },
          question: {
            subject: "known",
            request: { ...request, principal: inSession(known, request.principal) },
          },
        })),
      ),
  };
}

type ResourceSearch = z.infer<typeof resourceSearchSchema>;

/** Things that can be listed here, by kind; the others live where no list of theirs is at hand. */
const LISTS: Readonly<Record<string, (bundle: CompiledBundle) => readonly string[]>> = {
  tenant: ({ tenant }) => [tenant.id],
  key: ({ keys }) => Object.keys(keys),
  user: ({ access }) => access.users.map(({ id }) => id),
  role: ({ access }) => [...ROLE_NAMES, ...access.roles.map(({ name }) => name)],
  policy: ({ access }) => access.policies.map(({ policy_id }) => policy_id),
};

function resourceSearch({ subject, action, resource, context, page }: ResourceSearch): Search {
  const { type, properties } = resource;
  const probe = { subject, action, resource: { type, id: "", properties }, context };
  return {
    name: "search_resource",
    page,
    probe,
    unknown: unknownWord(probe),
    candidates: (bundle, question) => {
      const list = Object.hasOwn(LISTS, type) ? LISTS[type] : undefined;
      if (list === undefined) return cannotList(type);
      const { request } = question;
      const on = (id: string): Question => ({
        ...question,
        request: { ...request, resource: { ...request.resource, id } },
      });
      return ok(list(bundle).map((id) => ({ result: { type, id }, question: on(id) })));
    },
  };
}

/** An empty list would say that nothing is allowed. */
function cannotList(type: string): Result<never> {
  const message = `things of type \`${type}\` cannot be listed; those of ${Object.keys(LISTS).join(", ")} can`;
  return failed(
    fault("request.invalid", `/resource/type: ${message}`, [{ pointer: "/resource/type", message }]),
  );
}

type ActionSearch = z.infer<typeof actionSearchSchema>;

function actionSearch({ subject, resource, context, page }: ActionSearch): Search {
  const actions = actionsOn(resource.type);
  return {
    name: "search_action",
    page,
    probe: { subject, action: { name: actions[0] ?? "" }, resource, context },
    unknown: unknownWord({ subject, resource }),
    candidates: (_bundle, question) =>
      ok(
        actions.map((name) => ({
          result: { name },
          question: { ...question, request: { ...question.request, action: name } },
        })),
      ),
  };
}

const RESULTS = {
  200: {
    description: "What is allowed, page by page",
    schema: z.looseObject({
      page: z.object({ next_token: z.string(), count: z.int(), total: z.int() }),
      results: z.array(z.record(z.string(), z.string())),
    }),
  },
} as const;

const SEARCH = { ...DECISIONS, responses: RESULTS, refusalShape: authzenRefusal } as const;

export const searchOperations: readonly TenantOperation[] = [
  tenantOperation({
    ...SEARCH,
    id: "authzen.search_subject",
    path: AUTHZEN_PATHS.subjectSearch,
    summary: "Who may (AuthZEN)",
    body: bodyOf(subjectSearchSchema),
    handle: (call) => search(call, subjectSearch(call.body)),
  }),
  tenantOperation({
    ...SEARCH,
    id: "authzen.search_resource",
    path: AUTHZEN_PATHS.resourceSearch,
    summary: "On what it may be done (AuthZEN)",
    body: bodyOf(resourceSearchSchema),
    handle: (call) => search(call, resourceSearch(call.body)),
  }),
  tenantOperation({
    ...SEARCH,
    id: "authzen.search_action",
    path: AUTHZEN_PATHS.actionSearch,
    summary: "What may be done (AuthZEN)",
    body: bodyOf(actionSearchSchema),
    handle: (call) => search(call, actionSearch(call.body)),
  }),
];
