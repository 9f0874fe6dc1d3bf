// What is stored against what was acknowledged, row by row, through the query interface; and what the shards reported as
// flushed, from the audit log: every row once.

import type { TenantAccess } from "../bench/gateway-world.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";
import { METRIC, SIGNALS, type Writer, type WrittenSignal } from "./telemetry-writer.ts";

export interface TelemetryFindings {
  readonly lost: number;
  readonly duplicated: number;
  readonly neverSent: number;
}

const PAGE = 5_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

async function ask(
  host: Host,
  tenant: TenantAccess,
  asked: { path: string; body: object },
): Promise<unknown> {
  const answer = await insist(host, {
    method: "POST",
    path: asked.path,
    host: tenant.host,
    headers: { authorization: `Bearer ${tenant.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify(asked.body),
    expected: 200,
  });
  return JSON.parse(answer.text);
}

interface RawReply {
  readonly results: readonly {
    readonly series: readonly { readonly points: readonly { readonly value: number }[] }[];
  }[];
}

/** How often each name of a row was found. */
type Found = Map<string, number>;

function note(found: Found, name: string): void {
  found.set(name, (found.get(name) ?? 0) + 1);
}

async function readMetrics(host: Host, writer: Writer, { from, to }: Span): Promise<Found> {
  const found: Found = new Map();
  const filters = [{ label: "writer", value: writer.name }];
  const body = {
    from,
    to,
    interval: "1d",
    queries: [{ name: "rows", metric: METRIC, filters, aggregation: "raw" }],
  };
  const reply = (await ask(host, writer.tenant, { path: "/v1/query", body })) as RawReply;
  for (const series of reply.results[0]?.series ?? []) {
    for (const { value } of series.points) note(found, `${writer.name}/${value}`);
  }
  return found;
}

interface LogReply {
  readonly logs: readonly { readonly body: string }[];
  readonly next_cursor?: string;
}

async function readLogs(host: Host, writer: Writer, { from, to }: Span): Promise<Found> {
  const found: Found = new Map();
  let cursor: string | undefined;
  do {
    const body = {
      from,
      to,
      text: `${writer.name}/`,
      order: "asc",
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const reply = (await ask(host, writer.tenant, { path: "/v1/logs/search", body })) as LogReply;
    for (const log of reply.logs) note(found, log.body);
    cursor = reply.next_cursor;
  } while (cursor !== undefined);
  return found;
}

const READERS: Readonly<Record<WrittenSignal, typeof readMetrics>> = { metrics: readMetrics, logs: readLogs };

export async function checkTelemetry(
  host: Host,
  writers: readonly Writer[],
  span: Span,
): Promise<TelemetryFindings> {
  const findings = { lost: 0, duplicated: 0, neverSent: 0 };
  for (const writer of writers) {
    for (const signal of SIGNALS) {
      const found = await READERS[signal](host, writer, span);
      for (let row = 0; row < writer.acknowledgedRows[signal]; row++) {
        const times = found.get(`${writer.name}/${row}`) ?? 0;
        if (times === 0) findings.lost++;
        if (times > 1) findings.duplicated += times - 1;
        found.delete(`${writer.name}/${row}`);
      }
      findings.neverSent += found.size;
    }
  }
  return findings;
}
