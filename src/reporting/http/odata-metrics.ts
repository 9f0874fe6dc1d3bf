// GET /odata/Metrics and /odata/MetricWindows: samples of one metric, and what becomes of them in windows. A query like any
// other: a slot of the tier's, the row filter, the limits and the audit entry of `POST /v1/query`.

import { tenantOperation, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { ENTITY_SETS } from "../odata/entity-set.ts";
import { askSamples, askWindows, metricRows } from "../odata/metric-rows.ts";
import { pageRows } from "../odata/page-rows.ts";
import { answerSet, ODATA, type Asked, type Found, type ODataReads } from "./odata-reply.ts";

interface Set {
  readonly id: string;
  readonly path: `/odata/${string}`;
  readonly summary: string;
  readonly set: (typeof ENTITY_SETS)["METRICS" | "METRIC_WINDOWS"];
  readonly ask: typeof askSamples;
}

async function findRows(
  call: TenantCall,
  { set, ask }: Set,
  asking: Asked & { readonly reads: ODataReads },
): Promise<Result<Found>> {
  const { query, mostRows, reads } = asking;
  const asked = ask(set, { filter: query.filter, nowMs: call.nowMs });
  if (!asked.ok) return asked;
  if (asked.value === null) {
    // Nothing is asked of the shards, and the filter is still the caller's.
    const page = pageRows([], query, mostRows);
    return page.ok ? ok({ page: page.value, rowFilterApplied: call.session.rowFilter !== null }) : page;
  }
  const reply = await reads.metrics(call, asked.value.request);
  if (!reply.ok) return reply;
  const rows = metricRows(asked.value, reply.value);
  if (!rows.ok) return rows;
  const page = pageRows(rows.value, query, mostRows);
  return page.ok ? ok({ page: page.value, rowFilterApplied: reply.value.row_filter_applied }) : page;
}

const SETS: readonly Set[] = [
  {
    id: "odata.metrics",
    path: "/odata/Metrics",
    summary: "Samples of a metric, for OData clients",
    set: ENTITY_SETS.METRICS,
    ask: askSamples,
  },
  {
    id: "odata.metric_windows",
    path: "/odata/MetricWindows",
    summary: "A metric by windows, for OData clients",
    set: ENTITY_SETS.METRIC_WINDOWS,
    ask: askWindows,
  },
];

export function odataMetrics(reads: ODataReads): TenantOperation[] {
  return SETS.map((one) =>
    tenantOperation({
      ...ODATA,
      id: one.id,
      path: one.path,
      summary: one.summary,
      description: `${one.set.meaning} \`$filter\` names ${one.set.required.map((name) => `\`${name}\``).join(", ")}.`,
      action: "metrics:read",
      rows: true,
      handle: async (call) =>
        answerSet(call, {
          set: one.set,
          reads,
          find: (asked) => findRows(call, one, { ...asked, reads }),
        }),
    }),
  );
}
