// The door of telemetry: signals and tables, decoding and batches on the way in, blocks and queries on the way out.

export { assignShard } from "./assign-shard.ts";
export { decodeBatch } from "./batch/decode.ts";
export { encodeChunks, splitTable } from "./batch/split.ts";
export { batchSummary } from "./batch/summary.ts";
export type { BlockFooter, FooterCache } from "./block/block-footer.ts";
export { blockObjectKey, type BlockMeta } from "./block/block-meta.ts";
export { buildBlocks, type BuiltBlock } from "./block/build-blocks.ts";
export { mergeBlocks } from "./block/merge-blocks.ts";
export { planCompaction } from "./block/plan-compaction.ts";
export { decompress } from "./decompress.ts";
export { filterRows } from "./filter-rows.ts";
export type { Intake } from "./intake/metric-rows.ts";
export type { Rejected } from "./intake/rejections.ts";
export { INGEST_SIZES, type IngestLimits } from "./intake/ingest-limits.ts";
export { decodeOtlp, type OtlpEncoding } from "./otlp/decode.ts";
export { encodeExportResponse, encodeStatus, OTLP_CONTENT_TYPES, type StatusCode } from "./otlp/response.ts";
export { decodeRemoteWrite } from "./prometheus/remote-write.ts";
export { SIGNAL_NAMES, type Signal } from "./signals.ts";
export type { Table } from "./table.ts";
export { findTrace } from "./query/find-trace.ts";
export {
  LABEL_REQUEST,
  listLabelNames,
  listLabelValues,
  readLabelRequest,
  type LabelReply,
  type LabelRequest,
} from "./query/list-labels.ts";
export { LOG_REQUEST, readLogRequest } from "./query/log-request.ts";
export { METRIC_REQUEST, readMetricRequest, type MetricRequest } from "./query/metric-request.ts";
export type { MetricReply } from "./query/metric-result.ts";
export { powerBiReply } from "./query/power-bi.ts";
export { parseRange } from "./query/request-parts.ts";
export { newStats, type FreshShard, type QuerySources } from "./query/query-sources.ts";
export { metricReplyLines, runMetricRequest } from "./query/run-metric-request.ts";
export type { ScanRun } from "./query/scan-plan.ts";
export { searchLogs } from "./query/search-logs.ts";
export { searchTraces } from "./query/search-traces.ts";
export { readTraceRequest, TRACE_REQUEST } from "./query/trace-request.ts";
