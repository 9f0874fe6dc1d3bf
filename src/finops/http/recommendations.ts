// GET /v1/recommendations, and accepting or dismissing one. What was accepted is measured from a week after on.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { samplePatterns, type LogsCall, type ReadLogs } from "./log-patterns.ts";
import { sampleSame, type PeekMetrics } from "./same-metrics.ts";
import { SAVING_KINDS } from "../savings/recommendation.ts";

const measuredSchema = z.object({
  before_monthly: z.string(),
  after_monthly: z.string(),
  saved_monthly: z.string(),
  saved_so_far: z.string(),
  days: z.int(),
});

const adviceFields = {
  id: z.string(),
  kind: z.enum(SAVING_KINDS),
  subject: z.string(),
  action: z.string(),
  /** For a month of thirty days. */
  monthly: z.string(),
  currency: z.string(),
  computed: z.object({ how: z.string(), from: z.record(z.string(), z.string()) }),
} as const;

const recommendationSchema = z.object({
  ...adviceFields,
  state: z.enum(["open", "accepted", "dismissed"]),
  note: z.string(),
  decided_at: z.string().nullable(),
  /** Null until a week after it was accepted, and for who may not read what it was found in. */
  measured: measuredSchema.nullable(),
});

type Told = z.infer<typeof recommendationSchema>;

/** What advice on telemetry is made from, beside what the tenant's object knows. */
interface Readers {
  readonly logs: ReadLogs;
  readonly peek: PeekMetrics;
}

async function readAll(call: LogsCall, { logs, peek }: Readers): Promise<Result<Told[]>> {
  const [patterns, same] = await Promise.all([samplePatterns(call, logs), sampleSame(call, peek)]);
  if (!same.ok) return same;
  const read = await call.session.askFinops("recommendations.list", { patterns, same: same.value });
  return read.ok ? ok(z.array(recommendationSchema).parse(read.value)) : read;
}

const listRecommendations = (readers: Readers) =>
  tenantOperation({
    id: "recommendations.list",
    method: "GET",
    path: "/v1/recommendations",
    tag: "Usage and cost",
    summary: "See what could be saved",
    description:
      "Open ones first, the dearest first: metrics that no query asked for, metrics that say the same as another, labels of many values, log lines that look alike (for who may read logs), resources that consumed nothing, commitments that were not used or could be made. Each says its amount for a month and how it was computed.",
    action: "billing:view",
    params: null,
    query: null,
    body: { kind: "none" },
    responses: {
      200: { description: "Recommendations", schema: z.object({ data: z.array(recommendationSchema) }) },
    },
    handle: async (call) => {
      const all = await readAll(call, readers);
      return all.ok ? ok(jsonReply(200, { data: all.value })) : all;
    },
  });

const decidedSchema = z.object({
  ...adviceFields,
  state: z.enum(["accepted", "dismissed"]),
  decided_at: z.string(),
});

interface Deciding {
  readonly verb: "accept" | "dismiss";
  readonly decision: "accepted" | "dismissed";
}

function decisionOf(readers: Readers, { verb, decision }: Deciding) {
  return tenantOperation({
    id: `recommendations.${verb}`,
    method: "POST",
    path: `/v1/recommendations/{recommendation_id}/${verb}`,
    tag: "Usage and cost",
    summary: verb === "accept" ? "Accept a recommendation" : "Dismiss a recommendation",
    description:
      verb === "accept"
        ? "Nothing is changed by it: it says that somebody does, and the saving is measured from then on."
        : "It is not told as open any more.",
    action: "billing:manage",
    params: z.object({ recommendation_id: z.string().regex(/^rec_[0-9a-f]{20}$/) }),
    query: null,
    body: {
      kind: "json",
      schema: z.strictObject({ note: z.string().max(500).default("") }),
      maxBytes: 4_096,
    },
    responses: { 200: { description: "Decided", schema: decidedSchema } },
    isIdempotentByKey: true,
    handle: async (call) => {
      const { session, params, body } = call;
      const all = await readAll(call, readers);
      if (!all.ok) return all;
      const found = all.value.find(({ id }) => id === params.recommendation_id);
      if (found === undefined) return failed(fault("recommendations.not_found"));
      const { state: _state, note: _note, decided_at: _at, measured: _measured, ...recommendation } = found;
      const decided = await session.execute("recommendations.decide", {
        recommendation,
        decision,
        note: body.note,
      });
      return decided.ok ? ok(jsonReply(200, decided.value.reply)) : decided;
    },
  });
}

export const recommendationOperations = (readers: Readers) => [
  listRecommendations(readers),
  decisionOf(readers, { verb: "accept", decision: "accepted" }),
  decisionOf(readers, { verb: "dismiss", decision: "dismissed" }),
];
