// What Grafana's operations share: telemetry's own answers, handed over by the manifest, and how a list says that a policy's row
// filter chose its rows.

import { z } from "zod";
import { jsonReply, type Reply, type TenantCall } from "../../edge/index.ts";
import type { Result } from "../../kernel/result.ts";
import type { MetricRequest, ToldMetricReply } from "../../telemetry/index.ts";
import { ROW_FILTER_HEADER } from "./odata-reply.ts";

interface LabelQuery {
  readonly from: string | number;
  readonly to: string | number;
  readonly limit: number;
  readonly metric?: string;
}

interface Listed {
  readonly data: readonly string[];
  readonly row_filter_applied: boolean;
}

export interface GrafanaReads {
  metrics(call: TenantCall, request: MetricRequest): Promise<Result<ToldMetricReply>>;
  labelNames(call: TenantCall, query: LabelQuery): Promise<Result<Listed>>;
  labelValues(call: TenantCall, label: string, query: LabelQuery): Promise<Result<Listed>>;
  bounded(call: TenantCall, reply: Reply): Result<Reply>;
}

export const GRAFANA = {
  method: "POST",
  tag: "Business intelligence",
  params: null,
  query: null,
} as const;

export const filteredReply = (value: unknown, isFiltered: boolean): Reply =>
  jsonReply(200, value, { [ROW_FILTER_HEADER]: String(isFiltered) });

export const optionSchema = z.object({ label: z.string(), value: z.string() });
