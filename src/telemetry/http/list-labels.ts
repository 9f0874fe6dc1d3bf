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

async function list(
  call: SourcedCall,
  query: z.infer<typeof LABEL_REQUEST>,
  lister: Lister,
): Promise<Result<Told>> {
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
    const reply = await list(call, call.query, namesOf);
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
    const reply = await list(call, call.query, (request, run) => valuesOf(call.params.label, request, run));
    return reply.ok ? ok(jsonReply(200, reply.value)) : reply;
  },
});
