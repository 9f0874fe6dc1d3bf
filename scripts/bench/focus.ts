// A bill of a million FOCUS 1.2 rows through HTTP: what the gateway reads, judges by every rule, sums and stores as Parquet in
// a second, and what memory that takes: in an isolate that is held to less than a Worker has, and by what the whole process
// grows, where nobody collects garbage before it has to.

import { once } from "node:events";
import { request } from "node:http";
import type { Benchmark } from "./benchmark.ts";
import {
  createTenant,
  startMeasuredGateway,
  type MeasuredGateway,
  type TenantAccess,
} from "./gateway-world.ts";
import { watchMemory } from "./gateway-memory.ts";
import { importInHeap } from "./bill-in-heap.ts";
import { billBytes, billPieces } from "./bill-rows.ts";
import { toRow, type Row } from "./report.ts";

const ROWS = 1_000_000;
const CREATED = 201;
const SECOND_MS = 1_000;
const MEBIBYTE = 1_048_576;

interface Imported {
  readonly state: string;
  readonly rows: number;
  readonly refused: number;
  readonly bytes: number;
}

async function answerOf(response: AsyncIterable<Buffer> & { statusCode?: number }): Promise<Imported> {
  let text = "";
  for await (const chunk of response) text += chunk.toString();
  if (response.statusCode !== CREATED) throw new Error(`${response.statusCode}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Imported;
}

async function importRows({ url }: MeasuredGateway, tenant: TenantAccess, rows: number): Promise<Imported> {
  const sent = request({
    method: "POST",
    path: `/v1/bills/imports?source=rows-${rows}&conformance=row`,
    host: url.hostname,
    port: url.port,
    headers: {
      host: tenant.host,
      authorization: `Bearer ${tenant.adminKey}`,
      "content-type": "text/csv",
      "content-length": billBytes(rows),
    },
  });
  const answered = once(sent, "response") as Promise<[AsyncIterable<Buffer> & { statusCode?: number }]>;
  for (const piece of billPieces(rows)) if (!sent.write(piece)) await once(sent, "drain");
  sent.end();
  const [response] = await answered;
  return answerOf(response);
}

export const focus: Benchmark = {
  name: "focus",
  summary: "a million FOCUS rows imported through HTTP: rows per second and memory",
  keepsState: false,
  async run({ say, scale, stateDir }) {
    const rows = Math.ceil(ROWS * scale);
    const gateway = await startMeasuredGateway({ stateDir: `${stateDir}/gateway` });
    try {
      const tenant = await createTenant(gateway, { slug: "focus", jurisdiction: "eu", tier: "enterprise" });
      // What stays in the process anyway (compiled code, caches of its stores) is there before it is measured.
      await importRows(gateway, tenant, Math.ceil(rows / 50));
      const memory = watchMemory();
      const startMs = performance.now();
      const imported = await importRows(gateway, tenant, rows);
      const seconds = (performance.now() - startMs) / SECOND_MS;
      const grown = memory.stop();
      if (imported.state !== "done" || imported.rows !== rows || imported.refused !== 0)
        throw new Error(`imported ${JSON.stringify(imported).slice(0, 500)}`);
      say(`${rows} rows, ${Math.round(imported.bytes / MEBIBYTE)} MiB in ${seconds.toFixed(1)} s`);
      const heap = await importInHeap(Math.ceil(rows / 5));
      return toRows({ rows, seconds, bytes: imported.bytes, heap, grown });
    } finally {
      await gateway.stop();
    }
  },
};

interface Measured {
  readonly rows: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly heap: number;
  readonly grown: number | null;
}

function toRows({ rows, seconds, bytes, heap, grown }: Measured): Row[] {
  const process =
    grown === null
      ? []
      : [toRow({ name: "the gateway's process, grown by", value: grown / MEBIBYTE, unit: "MiB" })];
  return [
    toRow({ name: "rows imported", value: rows / seconds, unit: "rows/s" }),
    toRow({ name: "bytes imported", value: bytes / MEBIBYTE / seconds, unit: "MiB/s" }),
    toRow({
      name: "most memory of an isolate held to 64 MiB",
      value: heap / MEBIBYTE,
      unit: "MiB",
      target: "< 100",
    }),
    ...process,
  ];
}
