// POST /grafana/query: the panels of a Grafana dashboard. One metric query with a slot, the row filter, the limits and the
// audit entry of `POST /v1/query`.

import { z } from "zod";
import { tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { grafanaReply } from "../grafana/query-reply.ts";
import { GRAFANA_QUERY, readGrafanaQuery } from "../grafana/query-request.ts";
import { filteredReply, GRAFANA, type GrafanaReads } from "./grafana-reads.ts";

const replySchema = z.array(
  z.union([
    z.object({
      refId: z.string(),
      target: z.string(),
      datapoints: z.array(z.tuple([z.number().nullable(), z.int()])),
    }),
    z.object({
      refId: z.string(),
      type: z.literal("table"),
      columns: z.array(z.object({ text: z.string(), type: z.string() })),
      rows: z.array(z.array(z.union([z.number(), z.string(), z.null()]))),
    }),
  ]),
);

export function grafanaQuery(reads: GrafanaReads): TenantOperation {
  return tenantOperation({
    ...GRAFANA,
    id: "grafana.query",
    path: "/grafana/query",
    summary: "Query metrics as Grafana's JSON data sources do",
    description:
      "A series for each target, or for each combination of `group_by`. Windows are as long as `intervalMs`, and longer where there would be more than `maxDataPoints`. What JSON has no number for is null.",
    action: "metrics:read",
    rows: true,
    body: { kind: "json", schema: GRAFANA_QUERY, maxBytes: 262_144 },
    responses: { 200: { description: "Series and tables", schema: replySchema } },
    handle: async (call) => {
      const query = readGrafanaQuery(call.body, call.nowMs);
      if (!query.ok) return query;
      const { targets, request } = query.value;
      if (request === null) return ok(filteredReply([], call.session.rowFilter !== null));
      const reply = await reads.metrics(call, request);
      if (!reply.ok) return reply;
      const series = grafanaReply(targets, reply.value);
      if (!series.ok) return series;
      return reads.bounded(call, filteredReply(series.value, reply.value.row_filter_applied));
    },
  });
}
