// Reads one slice of an export: a unit, or a part of it: log records in slices as large as fit, traces in pages. Both are read to
// the end of the range; their `limit` is what a request that answers at once gives.

import { failed, ok, type Result } from "../../kernel/result.ts";
import { fault } from "../../kernel/fault.ts";
import type { Frame } from "../frame.ts";
import { logFrame, traceFrames } from "../frames/telemetry-frames.ts";
import type { ExportUnit } from "./exports-units.ts";
import { prepareQuery } from "./read-source.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { asksOf, runPanel } from "./run-panel.ts";

/** LIMIT: as many as a search answers at once: traces are held with all of their spans while they are told. */
const TRACES_A_SLICE = 1_000;

export interface ReadSlice {
  readonly frames: readonly Frame[];
  readonly isFiltered: boolean;
  /** Names of what has more rows than were asked for. */
  readonly cut: readonly string[];
  /** Where the unit goes on; null when it is read. */
  readonly next: string | null;
  /** For the slice that goes on there, by the same worker: it can do without. */
  readonly held: unknown;
}

export interface Slicing {
  readonly unit: ExportUnit;
  readonly cursor: string | null;
  /** Of the slice before. */
  readonly held: unknown;
  /** A report shows what a query answers at once; files of rows have all of them. */
  readonly isReport: boolean;
}

/** What the query itself refuses, and `policy.denied`. */
export async function readSlice(
  call: ReadingCall,
  readers: Readers,
  { unit, cursor, held, isReport }: Slicing,
): Promise<Result<ReadSlice>> {
  const [query, ...others] = unit.run.panel.queries;
  const isPaged = !isReport && unit.run.shownBy === null && others.length === 0;
  if (isPaged && (query?.source === "logs" || query?.source === "traces"))
    return readPart(call, readers, { unit, cursor, held });
  const read = await runPanel(call, readers, unit.run);
  if (!read.ok) return read;
  const { frames, isFiltered, more } = read.value;
  const cut = more.map((name) => unit.nameOf({ name, fields: [] }));
  return ok({ frames: named(unit, frames), isFiltered, cut, next: null, held: null });
}

const named = ({ nameOf }: ExportUnit, frames: readonly Frame[]): Frame[] =>
  frames.map((frame) => ({ ...frame, name: nameOf(frame) }));

async function readPart(
  call: ReadingCall,
  readers: Readers,
  { unit, cursor, held }: Omit<Slicing, "isReport">,
): Promise<Result<ReadSlice>> {
  const { panel, range, shownBy, besides } = unit.run;
  const [query] = panel.queries;
  if (query?.source !== "logs" && query?.source !== "traces") throw new Error("only these have parts");
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
  const body = { ...ready.value.request, from, to, ...place };
  if (source === "logs") {
    const part = await readers.logColumns(own, body as never, held);
    if (!part.ok) return part;
    const { logs, next_cursor: next = null, row_filter_applied: isFiltered } = part.value;
    return ok({
      frames: named(unit, [logFrame(logs, ref)]),
      isFiltered,
      cut: [],
      next,
      held: part.value.held,
    });
  }
  const page = await readers.traces(own, { ...body, limit: TRACES_A_SLICE } as never);
  if (!page.ok) return page;
  const { traces, next_cursor: next = null, row_filter_applied: isFiltered } = page.value;
  return ok({ frames: named(unit, traceFrames(traces, ref)), isFiltered, cut: [], next, held: null });
}
