// Small OTLP/JSON bodies with the present time, and batches as the edge hands them to a shard.

import { batchSummary, decodeOtlp, encodeChunks, INGEST_SIZES } from "../../src/telemetry/index.ts";
import { utf8 } from "../../src/kernel/bytes.ts";
import type { Append, Batch } from "../../src/tenant/index.ts";
import type { Tenant } from "../../src/directory/index.ts";

const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);

export interface Gauge {
  readonly name?: string;
  readonly value?: number;
  readonly atMs?: number;
  readonly points?: number;
}

/** An ExportMetricsServiceRequest with one gauge. */
export function gaugeBody({
  name = "test.gauge",
  value = 1,
  atMs = Date.now(),
  points = 1,
}: Gauge = {}): object {
  const dataPoints = Array.from({ length: points }, (_, i) => ({
    timeUnixNano: nanos(atMs + i),
    asDouble: value + i,
    attributes: [{ key: "host", value: { stringValue: "a" } }],
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  return { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name, gauge: { dataPoints } }] }] }] };
}

/** An ExportLogsServiceRequest with one line. */
export function logBody(text = "hello", atMs: number = Date.now()): object {
  const logRecords = [{ timeUnixNano: nanos(atMs), severityNumber: 9, body: { stringValue: text } }];
  return { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords }] }] };
}

export function gaugeBatches(gauge: Gauge = {}): Batch[] {
  const nowMs = Date.now();
  const limits = { ...INGEST_SIZES, minTimeMs: 0, maxTimeMs: nowMs + 3_600_000, receivedMs: nowMs };
  const bytes = utf8(JSON.stringify(gaugeBody(gauge)));
  const intake = decodeOtlp({ signal: "metrics", encoding: "json", bytes }, limits);
  if (!intake.ok) throw new Error(intake.fault.code);
  return encodeChunks(intake.value.table).map((chunk) => {
    const { rows, minTimeMs: minMs, maxTimeMs: maxMs } = batchSummary(chunk.table);
    return { signal: "metrics", rows, minMs, maxMs, payload: chunk.bytes };
  });
}

/** An append to shard 0 by a key that nobody needs to have. */
export function appendOf(tenant: Tenant, changes: Partial<Append> & Pick<Append, "epoch">): Append {
  return {
    tenantId: tenant.id,
    jurisdiction: tenant.jurisdiction,
    shard: 0,
    keyId: "key_00000000000000000000",
    requestHash: crypto.randomUUID(),
    batches: changes.batches ?? gaugeBatches(),
    ...changes,
  };
}
