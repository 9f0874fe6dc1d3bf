// POST /v1/policy/simulate: a draft tried on what was really asked in the last days. Who would gain and who would lose
// access, counted and listed, before anything is changed.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { ok } from "../../kernel/result.ts";
import { DAY_MS } from "../../kernel/time.ts";
import {
  compilePolicies,
  policyStateOf,
  simulate,
  type AccessRequest,
  type CompiledBundle,
  type RecordedDecision,
} from "../index.ts";
import { draftSchema, draftState } from "./draft.ts";
import { findSubject } from "./subject-lookup.ts";

/** LIMIT: entries read from the audit log; about 600 bytes each. */
const MOST_ENTRIES = 10_000;

const entriesSchema = z.array(
  z.looseObject({
    actor: z.looseObject({ kind: z.string(), id: z.string() }),
    outcome: z.enum(["allowed", "denied", "failed"]),
    detail: z.looseObject({ decided_on: z.unknown(), attempts: z.int().optional() }),
  }),
);

export const simulateDraft = tenantOperation({
  id: "policy.simulate",
  method: "POST",
  path: "/v1/policy/simulate",
  tag: "Decisions",
  summary: "Try a draft on recorded decisions",
  action: "policies:simulate",
  params: null,
  query: null,
  body: {
    kind: "json",
    schema: z.strictObject({ draft: draftSchema, days: z.int().min(1).max(365).default(7) }),
    maxBytes: 12_582_912,
  },
  responses: {
    200: {
      description: "What the draft would change; `unknown_subjects` are decisions about keys that are gone",
      schema: z.looseObject({ requests: z.int(), decisions: z.int(), unknown_subjects: z.int() }),
    },
  },
  handle: async ({ session, nowMs, body }) => {
    const sinceMs = nowMs - body.days * DAY_MS;
    const recorded = await session.ask("access.recorded", { sinceMs, limit: MOST_ENTRIES });
    if (!recorded.ok) return recorded;
    const { bundle } = session;
    const next = draftState(bundle, body.draft);
    if (!next.ok) return next;
    const { decisions, unknown } = toDecisions(bundle, recorded.value);
    const simulation = simulate(compilePolicies(policyStateOf(next.value)), bundle.compiled, decisions);
    return ok(jsonReply(200, { ...simulation, unknown_subjects: unknown }));
  },
});

/** Equal requests are one, counted. Subjects are as they are now; what they were is not recorded with each request. */
function toDecisions(
  bundle: CompiledBundle,
  entries: Json,
): { decisions: RecordedDecision[]; unknown: number } {
  const found = new Map<string, { request: AccessRequest; effect: "allow" | "deny"; count: number }>();
  let unknown = 0;
  for (const { actor, outcome, detail } of entriesSchema.parse(entries)) {
    const count = detail.attempts ?? 1;
    const principal = findSubject(bundle, actor.kind, actor.id);
    if (principal === null) {
      unknown += count;
      continue;
    }
    const request = { ...(detail.decided_on as Omit<AccessRequest, "principal">), principal };
    const effect = outcome === "denied" ? "deny" : "allow";
    const name = JSON.stringify([effect, actor.id, detail.decided_on]);
    const known = found.get(name);
    found.set(name, { request, effect, count: count + (known?.count ?? 0) });
  }
  return { decisions: [...found.values()], unknown };
}
