// GET /v1/labels and /v1/labels/{label}/values: what a query editor offers.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import {
  LABEL_REQUEST,
  listLabelNames as namesOf,
  listLabelValues as valuesOf,
  readLabelRequest,
  type LabelReply,
  type LabelRequest,
} from "../index.ts";
import { withSources, type FilteredRun, type SourcedCall } from "./open-sources.ts";
import { labelReplySchema } from "./reply-schemas.ts";

type Lister = (request: LabelRequest, run: FilteredRun) => Promise<Result<LabelReply>>;

type Told = Omit<LabelReply, "stats"> & Partial<Pick<LabelReply, "stats">>;
type Query = z.infer<typeof LABEL_REQUEST>;

async function list(call: SourcedCall, query: Query, lister: Lister): Promise<Result<Told>> {
  const request = readLabelRequest(query, call.nowMs);
  if (!request.ok) return request;
  const { fromMs, toMs, metric } = request.value;
  const reading = {
    signal: "metrics" as const,
    fromMs,
    toMs,
    asked: { labels: metric === null ? "all" : "of a metric" },
  };
  return withSources(call, reading, (run) => lister(request.value, run));
}

export async function answerLabelNames(call: SourcedCall, query: Query): Promise<Result<Told>> {
  return list(call, query, namesOf);
}

export async function answerLabelValues(
  call: SourcedCall,
  label: string,
  query: Query,
): Promise<Result<Told>> {
  return list(call, query, (request, run) => valuesOf(label, request, run));
}

const SHARED = {
  method: "GET",
  tag: "Telemetry out",
  action: "metrics:read",
  rows: true,
  query: LABEL_REQUEST,
  body: { kind: "none" },
  responses: { 200: { description: "In alphabetical order", schema: labelReplySchema } },
} as const;

export const listLabelNames = tenantOperation({
  ...SHARED,
  id: "labels.list",
  path: "/v1/labels",
  summary: "List label names",
  params: null,
  handle: async (call) => {
    const reply = await answerLabelNames(call, call.query);
    return reply.ok ? ok(jsonReply(200, reply.value)) : reply;
  },
});

export const listLabelValues = tenantOperation({
  ...SHARED,
  id: "labels.values",
  path: "/v1/labels/{label}/values",
  summary: "List the values of a label",
  description: "The values of `__name__` are the metrics.",
  params: z.object({ label: z.string().min(1).max(1_024) }),
  handle: async (call) => {
    const reply = await answerLabelValues(call, call.params.label, call.query);
    return reply.ok ? ok(jsonReply(200, reply.value)) : reply;
  },
});
