// Reads while a tenant is moved: a count of the writer's samples, again and again. No read may see fewer than were
// acknowledged when it began.

import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";
import { METRIC, type Writer, type Writing } from "./telemetry-writer.ts";

export interface Reader {
  readonly writer: Writer;
  reads: number;
  /** Reads that saw too little. */
  short: number;
}

const PAUSE_MS = 50;
const HOUR_MS = 3_600_000;

interface CountReply {
  readonly results: readonly {
    readonly series: readonly { readonly points: readonly { readonly value: number }[] }[];
  }[];
}

export async function readWhile(reader: Reader, { host, startMs, isOver }: Writing): Promise<void> {
  while (!isOver()) {
    const acknowledged = reader.writer.acknowledgedRows.metrics;
    const seen = await count(host, reader.writer, startMs);
    reader.reads++;
    if (seen < acknowledged) reader.short++;
    await new Promise((resolve) => void setTimeout(resolve, PAUSE_MS));
  }
}

async function count(host: Host, { name, tenant }: Writer, startMs: number): Promise<number> {
  const filters = [{ label: "writer", value: name }];
  const queries = [{ name: "rows", metric: METRIC, filters, aggregation: "count" }];
  const answer = await insist(host, {
    method: "POST",
    path: "/v1/query",
    host: tenant.host,
    headers: { authorization: `Bearer ${tenant.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify({ from: startMs - 1, to: startMs + 2 * HOUR_MS, interval: "1d", queries }),
    expected: 200,
  });
  const { results } = JSON.parse(answer.text) as CountReply;
  const points = results[0]?.series.flatMap((series) => series.points) ?? [];
  return points.reduce((sum, { value }) => sum + value, 0);
}
