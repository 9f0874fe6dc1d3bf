// A million log records as CSV and as a workbook, made in the background as anybody's export is: rows a second from being asked
// to being ready, and how large the isolate's heap is: flat, as large for few rows as for many. The records are sent over HTTP first,
// which is not measured.

import { setTimeout as wait } from "node:timers/promises";
import { attributes, nanos } from "../demo/otlp-json.ts";
import type { BenchmarkTools } from "./benchmark.ts";
import { setLimits } from "./gateway-world.ts";
import { ask, type ReportArena } from "./report-arena.ts";
import { toRow, type Row } from "./report.ts";

const MILLION = 1_000_000;
const MEGABYTE = 1_000_000;
const BATCH = 5_000;
const POLL_MS = 250;
const GIVE_UP_MS = 20 * 60_000;
const MOST_SENDS = 50;
const SERVICES = ["checkout", "search", "mail", "billing"];
/** Far more than a tier allows: it is the export that is measured. */
const ROOM = { ingest_points_per_second: 100_000_000, ingest_bytes_per_second: 100_000_000_000 };

function logsBody(startMs: number, from: number): object {
  const ofService = SERVICES.map((service, no) => ({
    resource: { attributes: attributes({ "service.name": service }) },
    scopeLogs: [
      {
        logRecords: Array.from({ length: BATCH / SERVICES.length }, (_, at) => ({
          timeUnixNano: nanos(startMs + from + at * SERVICES.length + no),
          severityNumber: 9,
          severityText: "INFO",
          body: { stringValue: `order ${from + at * SERVICES.length + no} taken` },
        })),
      },
    ],
  }));
  return { resourceLogs: ofService };
}

/** Where the gateway says that it has enough for now, it is asked again. */
async function sendLogs(arena: ReportArena, body: object): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await ask(arena, { path: "/v1/logs", body });
      return;
    } catch (error) {
      if (attempt === MOST_SENDS) throw error;
      await wait(POLL_MS);
    }
  }
}

interface Made {
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
  readonly mostBytes: number;
  readonly heldBytes: number;
}

async function exportAll(arena: ReportArena, format: string, range: object): Promise<Made> {
  const source = { kind: "queries", queries: [{ ref: "A", source: "logs", request: {} }] };
  const body = { title: "all", source, format, mode: "background", ...range };
  await arena.heap.most();
  const startedAt = performance.now();
  const started = await ask(arena, { path: "/v1/exports", body, headers: { "idempotency-key": format } });
  const { id } = JSON.parse(started.bytes.toString("utf8")) as { id: string };
  for (;;) {
    const answer = await ask(arena, { path: `/v1/exports/${id}` });
    const view = JSON.parse(answer.bytes.toString("utf8")) as {
      state: string;
      rows: number;
      bytes: number;
      fault: string | null;
    };
    const ms = performance.now() - startedAt;
    if (view.state === "ready") {
      const [mostBytes, heldBytes] = [await arena.heap.most(), await arena.heap.held()];
      return { rows: view.rows, bytes: view.bytes, ms, mostBytes, heldBytes };
    }
    if (view.state === "failed" || ms > GIVE_UP_MS)
      throw new Error(`the ${format} is ${view.state}: ${view.fault}`);
    await wait(POLL_MS);
  }
}

export async function measureRows(arena: ReportArena, { scale, say }: BenchmarkTools): Promise<Row[]> {
  const wanted = Math.max(BATCH, Math.round((MILLION * scale) / BATCH) * BATCH);
  await setLimits(arena.gateway, arena.tenant, ROOM);
  // One a millisecond, all of them before the shop's own.
  const startMs = Date.parse(arena.range.from) - wanted;
  for (let from = 0; from < wanted; from += BATCH) await sendLogs(arena, logsBody(startMs, from));
  say(`${wanted} log records are stored`);
  const range = { from: new Date(startMs).toISOString(), to: new Date(startMs + wanted).toISOString() };
  const rows: Row[] = [];
  for (const format of ["csv", "xlsx"]) {
    const made = await exportAll(arena, format, range);
    say(`${format}: ${made.rows} rows in ${(made.ms / 1_000).toFixed(1)} s`);
    rows.push(
      toRow({ name: `${format}: rows`, value: made.rows, unit: "rows", target: `= ${wanted}` }),
      toRow({ name: `${format}: rows a second`, value: made.rows / (made.ms / 1_000), unit: "rows/s" }),
      toRow({ name: `${format}: size`, value: made.bytes / MEGABYTE, unit: "MB" }),
      toRow({ name: `${format}: heap, garbage included`, value: made.mostBytes / MEGABYTE, unit: "MB" }),
      toRow({ name: `${format}: held`, value: made.heldBytes / MEGABYTE, unit: "MB", target: "< 100" }),
    );
  }
  return rows;
}
