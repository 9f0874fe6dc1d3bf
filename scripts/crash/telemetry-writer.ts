// Writes numbered batches of metrics and logs, each until it is acknowledged. Every row has a number of its own, so that
// afterwards each can be looked for: a lost one is missing, a second copy of a log record shows.

import { randomUUID } from "node:crypto";
import type { TenantAccess } from "../bench/gateway-world.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";

export const ROWS_OF_BATCH = 10;
export const METRIC = "crash.rows";
const LANES = 8;
const PAUSE_MS = 15;
const NANOS_PER_MS = 1_000_000n;

export const SIGNALS = ["metrics", "logs"] as const;
export type WrittenSignal = (typeof SIGNALS)[number];

export interface Writer {
  readonly name: string;
  readonly tenant: TenantAccess;
  /** Acknowledged rows are numbered from 0 up to here, by signal. */
  readonly acknowledgedRows: Record<WrittenSignal, number>;
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** A row's instant: no two rows of a writer share one. */
function nanosOf(startMs: number, row: number): string {
  return String((BigInt(startMs) + BigInt(row)) * NANOS_PER_MS);
}

type MakeBody = (writer: string, startMs: number, rows: readonly number[]) => object;

const BODIES: Readonly<Record<WrittenSignal, MakeBody>> = {
  metrics: (writer, startMs, rows) => {
    const dataPoints = rows.map((row) => ({
      timeUnixNano: nanosOf(startMs, row),
      asDouble: row,
      attributes: [text("writer", writer), text("lane", String(row % LANES))],
    }));
    return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: METRIC, gauge: { dataPoints } }] }] }] };
  },
  logs: (writer, startMs, rows) => {
    const logRecords = rows.map((row) => ({
      timeUnixNano: nanosOf(startMs, row),
      severityNumber: 9,
      body: { stringValue: `${writer}/${row}` },
    }));
    // Logs go to shards by their resource: several resources make use of several shards.
    const attributes = [text("service.name", `crash-${(rows[0] ?? 0) % 3}`)];
    return { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
  },
};

export interface Writing {
  readonly host: Host;
  /** The instant of row 0. */
  readonly startMs: number;
  readonly isOver: () => boolean;
}

export async function write(writer: Writer, { host, startMs, isOver }: Writing): Promise<void> {
  for (let batch = 0; !isOver(); batch++) {
    const signal = SIGNALS[batch % SIGNALS.length] ?? "metrics";
    const from = writer.acknowledgedRows[signal];
    const rows = Array.from({ length: ROWS_OF_BATCH }, (_, i) => from + i);
    await insist(host, {
      method: "POST",
      path: `/v1/${signal}`,
      host: writer.tenant.host,
      headers: {
        authorization: `Bearer ${writer.tenant.adminKey}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify(BODIES[signal](writer.name, startMs, rows)),
      expected: 200,
    });
    writer.acknowledgedRows[signal] += ROWS_OF_BATCH;
    await new Promise((resolve) => void setTimeout(resolve, PAUSE_MS));
  }
}
