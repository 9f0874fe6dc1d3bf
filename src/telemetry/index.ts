// The door of telemetry: signals and tables, decoding and batches on the way in, blocks and queries on the way out.

export { assignShard } from "./assign-shard.ts";
export { decodeBatch } from "./batch/decode.ts";
export { encodeChunks, readShards, splitTable } from "./batch/split.ts";
export { batchSummary } from "./batch/summary.ts";
export type { BlockFooter, FooterCache } from "./block/block-footer.ts";
export { blockObjectKey, type BlockMeta } from "./block/block-meta.ts";
export { buildBlocks, type BuiltBlock } from "./block/build-blocks.ts";
export { joinTables } from "./block/join-tables.ts";
export { mergeBlocks } from "./block/merge-blocks.ts";
export { planCompaction } from "./block/plan-compaction.ts";
export { freshSeries, withoutSeries, type FreshSeries } from "./cardinality/fresh-series.ts";
export { HyperLogLog } from "./cardinality/hyper-log-log.ts";
export type { Id } from "./cardinality/id-set.ts";
export { packIds, unpackIds } from "./cardinality/ids.ts";
export { LabelBook } from "./cardinality/label-book.ts";
export {
  createLabelLedger,
  LABEL_PERIOD_MS,
  labelKey,
  type LabelLedger,
  type LabelName,
  type LabelNews,
  type LabelReport,
  type LabelUse,
  type LabelVerdict,
} from "./cardinality/label-ledger.ts";
export { countMetrics } from "./cardinality/metric-counts.ts";
export { OVERFLOW_VALUE, overflowRows, type Overflow } from "./cardinality/overflow-rows.ts";
export { Roster } from "./cardinality/roster.ts";
export { seriesLabels, type SeriesLabels } from "./cardinality/series-labels.ts";
export { takeRows } from "./batch/take-rows.ts";
export { decompress } from "./decompress.ts";
export { filterRows } from "./filter-rows.ts";
export type { Intake } from "./intake/metric-rows.ts";
export type { Rejected } from "./intake/rejections.ts";
export { INGEST_SIZES, type IngestLimits } from "./intake/ingest-limits.ts";
export { fits, type Amount } from "./limits/amount.ts";
export { IntakeBook } from "./limits/intake-book.ts";
export { createLeaseGrants, type Lease, type LeaseAsk, type LeaseGrants } from "./limits/lease-grants.ts";
export { joinMetrics, labelOffenders, largest, limitLine, type LimitLine } from "./limits/limit-report.ts";
export { rateFault, tooLargeFault } from "./limits/rate-fault.ts";
export { shareOf, splitLimit } from "./limits/split-limit.ts";
export { createWindowMeter, type WindowMeter } from "./limits/window-meter.ts";
export { decodeOtlp, type OtlpEncoding } from "./otlp/decode.ts";
export { encodeExportResponse, encodeStatus, OTLP_CONTENT_TYPES, type StatusCode } from "./otlp/response.ts";
export { openRowCheck, type RowCheck } from "./policy-labels.ts";
export { decodeRemoteWrite } from "./prometheus/remote-write.ts";
export { redactTable, type RedactedTable } from "./redact/redact-table.ts";
export { SIGNAL_NAMES, type Signal } from "./signals.ts";
export type { Table } from "./table.ts";
export { DEFAULT_LABELS } from "./usage/attribution.ts";
export { batchUsage, OTHER, shareOfBytes, type UsagePart } from "./usage/batch-usage.ts";
export { isMatched, withoutStopped } from "./usage/stopped-rows.ts";
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
export type { JsonNumber, ToldMetricReply } from "./query/metric-result.ts";
export { powerBiReply } from "./query/power-bi.ts";
export { parseRange } from "./query/request-parts.ts";
export type { RawSeries } from "./query/raw-samples.ts";
export { newStats, type FreshShard, type QuerySources, type ScanStats } from "./query/query-sources.ts";
export { metricReplyLines, runMetricRequest } from "./query/run-metric-request.ts";
export type { ScanRun } from "./query/scan-plan.ts";
export type { LogColumns } from "./query/log-columns.ts";
export { openLogReader, type LogReader } from "./query/read-logs.ts";
export { searchLogs } from "./query/search-logs.ts";
export { searchTraces } from "./query/search-traces.ts";
export { findServiceCalls, type CalledService, type ServiceCall } from "./query/service-calls.ts";
export type { LogRecord } from "./query/log-record.ts";
export type { SpanRecord } from "./query/span-record.ts";
export type { TraceSummary } from "./query/trace-summary.ts";
export type { QueryResult, ResultSeries } from "./query/metric-result.ts";
export { readTraceRequest, TRACE_REQUEST } from "./query/trace-request.ts";
