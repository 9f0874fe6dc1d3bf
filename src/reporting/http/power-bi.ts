// POST /v1/integrations/power-bi/query.pq: a query of a metric as a file for Power BI and Excel.

import { bytesReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { fileName, POWER_BI_QUERY, powerBiQuery } from "../power-bi/query-file.ts";

export const makePowerBiQuery = tenantOperation({
  id: "power_bi.query",
  method: "POST",
  path: "/v1/integrations/power-bi/query.pq",
  tag: "Business intelligence",
  summary: "Make a query file for Power BI",
  description:
    "M code that reads all pages of `GET /v1/metrics` and expands them. Nothing is read now, and no key is in the file.",
  action: "metrics:read",
  rows: true,
  params: null,
  query: null,
  body: { kind: "json", schema: POWER_BI_QUERY, maxBytes: 16_384 },
  responses: { 200: { description: "Power Query's M", contentType: "text/plain" } },
  handle: async ({ url, body }) => {
    const reply = bytesReply("text/plain; charset=utf-8", powerBiQuery(url.origin, body));
    const disposition = `attachment; filename="${fileName(body.name)}"`;
    return ok({ ...reply, headers: { ...reply.headers, "content-disposition": disposition } });
  },
});
