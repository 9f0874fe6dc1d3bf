// Reads one slice of an export: a unit, or one page of it where there are pages. Log records and traces are read to the end of
// the range; their `limit` is what a request that answers at once gives.

import { failed, ok, type Result } from "../../kernel/result.ts";
import { fault } from "../../kernel/fault.ts";
import type { Frame } from "../frame.ts";
import { logFrames, traceFrames } from "../frames/telemetry-frames.ts";
import type { ExportUnit } from "./exports-units.ts";
import { prepareQuery } from "./read-source.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { asksOf, runPanel } from "./run-panel.ts";

/** LIMIT: what these queries answer at once at most. */
const PAGE = { logs: 5_000, traces: 500 } as const;

export interface ReadSlice {
  readonly frames: readonly Frame[];
  readonly isFiltered: boolean;
  /** Where the unit goes on; null when it is read. */
  readonly next: string | null;
}

export interface Slicing {
  readonly unit: ExportUnit;
  readonly cursor: string | null;
  /** A report shows what a query answers at once; files of rows have all of them. */
  readonly isReport: boolean;
}

/** What the query itself refuses, and `policy.denied`. */
export async function readSlice(
  call: ReadingCall,
  readers: Readers,
  { unit, cursor, isReport }: Slicing,
): Promise<Result<ReadSlice>> {
  const [query, ...others] = unit.run.panel.queries;
  const isPaged = !isReport && unit.run.shownBy === null && others.length === 0;
  if (isPaged && (query?.source === "logs" || query?.source === "traces"))
    return readPage(call, readers, { unit, cursor });
  const read = await runPanel(call, readers, unit.run);
  if (!read.ok) return read;
  const { frames, isFiltered } = read.value;
  return ok({ frames: named(unit, frames), isFiltered, next: null });
}

const named = ({ nameOf }: ExportUnit, frames: readonly Frame[]): Frame[] =>
  frames.map((frame) => ({ ...frame, name: nameOf(frame) }));

async function readPage(
  call: ReadingCall,
  readers: Readers,
  { unit, cursor }: Omit<Slicing, "isReport">,
): Promise<Result<ReadSlice>> {
  const { panel, range, shownBy, besides } = unit.run;
  const [query] = panel.queries;
  if (query?.source !== "logs" && query?.source !== "traces") throw new Error("only these have pages");
  const { source, ref } = query;
  const ready = prepareQuery(query, query.request, "/source/queries/0/request");
  if (!ready.ok) return ready;
  const asks = asksOf(source, shownBy, besides);
  const session = asks === null ? failed(fault("policy.denied")) : call.session.also(asks);
  if (!session.ok) return session;
  const { tenant, footers, nowMs } = call;
  const waitUntil: ReadingCall["waitUntil"] = (work) => call.waitUntil(work);
  const own = { session: session.value, tenant, footers, nowMs, waitUntil };
  const place = cursor === null ? {} : { cursor };
  const { fromMs: from, toMs: to } = range;
  const body = { ...ready.value.request, from, to, limit: PAGE[source], ...place } as never;
  if (source === "logs") {
    const page = await readers.logs(own, body);
    if (!page.ok) return page;
    const { logs, next_cursor: next = null, row_filter_applied: isFiltered } = page.value;
    return ok({ frames: named(unit, logFrames(logs, ref)), isFiltered, next });
  }
  const page = await readers.traces(own, body);
  if (!page.ok) return page;
  const { traces, next_cursor: next = null, row_filter_applied: isFiltered } = page.value;
  return ok({ frames: named(unit, traceFrames(traces, ref)), isFiltered, next });
}
