// Log records for a file: to the end of the range in slices, by a reader that is kept from one slice to the next, so that what was
// read is not read again.
// INVARIANT: each slice is a query of its own, let in, counted and logged as one; the reader goes on only under the same bundle,
// row filter and question, at the cursor where it stands. Otherwise another is opened there.

import type { z } from "zod";
import { ok, type Result } from "../../kernel/result.ts";
import {
  type LOG_REQUEST,
  openLogReader,
  readLogRequest,
  type LogColumns,
  type LogReader,
} from "../index.ts";
import { withSlot, type QuerySlot, type SourcedCall } from "./open-sources.ts";

/** LIMIT: a slice's rows are held three times on their way: as columns, as a part's JSON, as its bytes. */
const SLICE = { rows: 20_000, bytes: 4_194_304 } as const;

/** Between slices; for whoever holds it a black box. */
interface HeldLogs {
  readonly reader: LogReader;
  readonly openedBy: string;
  readonly cursor: string;
  /** After that, blocks that it planned with may be deleted. */
  readonly untilMs: number;
}

interface LogSlice {
  readonly logs: LogColumns;
  readonly row_filter_applied: boolean;
  readonly next_cursor?: string;
  readonly held: HeldLogs | null;
}

type LogBody = z.infer<typeof LOG_REQUEST>;

/** The body's `limit` says nothing here: a slice is as large as fits. */
export async function answerLogColumns(
  call: SourcedCall,
  body: LogBody,
  held: HeldLogs | null,
): Promise<Result<LogSlice>> {
  const request = readLogRequest(body, call.nowMs);
  if (!request.ok) return request;
  const { fromMs, toMs } = request.value;
  const asked = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return withSlot(call, { signal: "logs", fromMs, toMs, asked }, async (slot): Promise<Result<LogSlice>> => {
    const isGoingOn =
      held?.openedBy === openingOf(call, body) && held.cursor === body.cursor && Date.now() < held.untilMs;
    const reader = isGoingOn ? ok(held.reader) : await openReader(slot, request.value);
    if (!reader.ok) return reader;
    const chunk = await reader.value.next(SLICE, slot);
    if (!chunk.ok) return chunk;
    const { logs, next: cursor } = chunk.value;
    const base = { logs, row_filter_applied: call.session.rowFilter !== null };
    if (cursor === null) return ok({ ...base, held: null });
    const untilMs = isGoingOn ? held.untilMs : slot.deadlineMs;
    const openedBy = openingOf(call, body);
    return ok({ ...base, next_cursor: cursor, held: { reader: reader.value, openedBy, cursor, untilMs } });
  });
}

/** All that decides which rows come, and where from. */
function openingOf({ session }: SourcedCall, { cursor: _cursor, ...question }: LogBody): string {
  const { bundle, rowFilter } = session;
  return JSON.stringify([bundle.tenant.id, bundle.epoch, rowFilter, question]);
}

async function openReader(
  slot: QuerySlot,
  request: Parameters<typeof openLogReader>[0],
): Promise<Result<LogReader>> {
  const scan = await slot.openScan();
  return scan.ok ? openLogReader(request, scan.value) : scan;
}
