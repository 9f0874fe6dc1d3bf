// A stretch of the audit log by numbers and times, from either end: what a question about the log narrows to before entries
// are looked at one by one. Entries are in the order of their times, so a time is found by halving. One query, and so one
// entry of its own, however far the stretch lies inside the log.
//
// LIMIT: an answer holds at most 4 MB of entries, and one step more; a reader goes on where it ends.

import { readEntries } from "../../audit/store/log.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";

export interface AuditStretchAsked {
  /** Numbers, half-open. */
  readonly from: number;
  readonly to: number;
  /** Instants as entries have them, both included; null for no bound. */
  readonly fromAt: string | null;
  readonly toAt: string | null;
  readonly isNewestFirst: boolean;
  /** Entries that are passed over at the end that is read from. */
  readonly skip: number;
  readonly limit: number;
}

export interface AuditQueryInputs {
  readonly "audit.stretch": AuditStretchAsked;
}

const MOST_CHARS = 4_194_304;
const STEP = 100;

type Db = ObjectStore["db"];

function instantAt(db: Db, seq: number): string {
  const [entry = '{"at":""}'] = readEntries(db, { from: seq, to: seq + 1 });
  return (JSON.parse(entry) as { readonly at: string }).at;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The first entry of the stretch of which it holds; the end when there is none. It holds for all that follow. */
function firstOf(db: Db, { from, to }: Stretch, holds: (at: string) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(instantAt(db, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

function stretchOf(db: Db, size: number, asked: AuditStretchAsked): Stretch {
  const { fromAt, toAt } = asked;
  const to = Math.min(asked.to, size);
  const numbered = { from: Math.min(asked.from, to), to };
  const from = fromAt === null ? numbered.from : firstOf(db, numbered, (at) => at >= fromAt);
  const later = { from, to };
  return { from, to: toAt === null ? to : firstOf(db, later, (at) => at > toAt) };
}

/** In the order that they are asked in, with the number of the first that was not read (the next to read, backwards). */
function readFrom(db: Db, { from, to }: Stretch, asked: AuditStretchAsked): string[] {
  const { isNewestFirst, skip, limit } = asked;
  const count = Math.max(0, Math.min(limit, to - from - skip));
  const entries: string[] = [];
  let chars = 0;
  while (entries.length < count && chars < MOST_CHARS) {
    const read = Math.min(STEP, count - entries.length);
    const passed = skip + entries.length;
    const part = isNewestFirst
      ? readEntries(db, { from: to - passed - read, to: to - passed }).toReversed()
      : readEntries(db, { from: from + passed, to: from + passed + read });
    for (const entry of part) chars += entry.length;
    entries.push(...part);
  }
  return entries;
}

function readStretch(
  { db }: ObjectStore,
  { frontier: { size } }: ObjectState,
  asked: AuditStretchAsked,
): Result<Json> {
  const stretch = stretchOf(db, size, asked);
  return ok({ size, from: stretch.from, to: stretch.to, entries: readFrom(db, stretch, asked) });
}

export const AUDIT_QUERIES = { "audit.stretch": readStretch } as const;
