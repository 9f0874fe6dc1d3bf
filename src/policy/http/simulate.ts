// POST /v1/policy/simulate: a draft tried on what was really asked in the last days. Who would gain and who would lose
// access, counted and listed, before anything is changed.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
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

/**
 * LIMIT: the newest entries of the audit log; about 500 bytes each cross the object's call, and as many are decided twice.
 * A busier tenant's older days are left out, and the reply says from when on it looked.
 */
const MOST_ENTRIES = 10_000;

const recordSchema = z.object({
  since: z.string(),
  entries: z.array(
    z.object({
      actor: z.looseObject({ kind: z.string(), id: z.string() }),
      outcome: z.enum(["allowed", "denied", "failed"]),
      decided_on: z.unknown(),
      attempts: z.int().optional(),
    }),
  ),
});
type RecordedEntry = z.infer<typeof recordSchema>["entries"][number];

export const simulateDraft = tenantOperation({
  id: "policy.simulate",
  method: "POST",
  path: "/v1/policy/simulate",
  tag: "Decisions",
  summary: "Try a draft on recorded decisions",
  description:
    "What was audited in the last days, decided by the draft and by what is in force. Telemetry sent in is not audited request by request, so it is not among them.",
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
      description:
        "What the draft would change. `since` is from when on was looked at, not `is_complete` when the record of those days is longer; `unknown_subjects` are decisions about keys that are gone; `disagreements` were decided otherwise then",
      schema: z.looseObject({
        since: z.string(),
        is_complete: z.boolean(),
        requests: z.int(),
        decisions: z.int(),
        disagreements: z.int(),
        unknown_subjects: z.int(),
      }),
    },
  },
  handle: async ({ session, nowMs, body }) => {
    const sinceMs = nowMs - body.days * DAY_MS;
    const recorded = await session.ask("access.recorded", { sinceMs, limit: MOST_ENTRIES });
    if (!recorded.ok) return recorded;
    const { bundle } = session;
    const next = draftState(bundle, body.draft, "/draft");
    if (!next.ok) return next;
    const { since, entries } = recordSchema.parse(recorded.value);
    const { decisions, unknown } = toDecisions(bundle, entries);
    const simulation = simulate(compilePolicies(policyStateOf(next.value)), bundle.compiled, decisions);
    const is_complete = Date.parse(since) <= sinceMs;
    return ok(jsonReply(200, { since, is_complete, ...simulation, unknown_subjects: unknown }));
  },
});

/** Equal requests are one, counted. Subjects are as they are now; what they were is not recorded with each request. */
function toDecisions(
  bundle: CompiledBundle,
  entries: readonly RecordedEntry[],
): { decisions: RecordedDecision[]; unknown: number } {
  const found = new Map<string, { request: AccessRequest; effect: "allow" | "deny"; count: number }>();
  let unknown = 0;
  for (const { actor, outcome, decided_on, attempts: count = 1 } of entries) {
    const principal = findSubject(bundle, actor.kind, actor.id);
    if (principal === null) {
      unknown += count;
      continue;
    }
    const request = { ...(decided_on as Omit<AccessRequest, "principal">), principal };
    const effect = outcome === "denied" ? "deny" : "allow";
    const name = JSON.stringify([effect, actor.id, decided_on]);
    const known = found.get(name);
    found.set(name, { request, effect, count: count + (known?.count ?? 0) });
  }
  return { decisions: [...found.values()], unknown };
}
