// The entity set Audit: the rows of entries, and which stretch of the log a filter comes to. Bounds on `seq` and `at` are met by
// the stretch; all else is put to each entry that is read.

import type { AuditEntry } from "../../audit/index.ts";
import type { Row } from "./entity-set.ts";
import { msOfInstant } from "./instants.ts";
import { instantText } from "./literal.ts";
import { comparisonsOf, conditionsOf } from "./narrow-filter.ts";
import type { Filter, Operator } from "./parse-filter.ts";

export function auditRow(entry: AuditEntry): Row {
  return {
    seq: entry.seq,
    at: instantText(entry.at),
    actor_kind: entry.actor.kind,
    actor_id: entry.actor.id,
    action: entry.action,
    resource: entry.resource,
    outcome: entry.outcome,
    epoch: entry.epoch,
    request_id: entry.request_id,
    reasons: JSON.stringify(entry.reasons),
    detail: JSON.stringify(entry.detail),
  };
}

type Comparison = Extract<Filter, { kind: "compare" }>;

const BOUNDING: ReadonlySet<string> = new Set(["seq", "at"]);

const isBound = (one: Filter): one is Comparison =>
  one.kind === "compare" && BOUNDING.has(one.property.name) && one.operator !== "ne" && one.value !== null;

/** Is the filter no more than bounds? Then every entry of the stretch passes. */
export const isBoundsOnly = (filter: Filter | null): boolean => conditionsOf(filter).every(isBound);

/** Whole numbers, both included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

const ANY: Span = { first: 0, last: Number.MAX_SAFE_INTEGER };

interface Written {
  readonly operator: Operator;
  /** The greatest whole number not above what is written, and the least not below it. */
  readonly floor: number;
  readonly ceiling: number;
}

function narrowed({ first, last }: Span, { operator, floor, ceiling }: Written): Span {
  const above = { eq: ceiling, ge: ceiling, gt: floor + 1, ne: first, lt: first, le: first }[operator];
  const below = { eq: floor, le: floor, lt: ceiling - 1, ne: last, gt: last, ge: last }[operator];
  return { first: Math.max(first, above), last: Math.min(last, below) };
}

const clamped = (value: number): number => Math.max(-1, Math.min(Number.MAX_SAFE_INTEGER, value));

/** Entries' instants are whole milliseconds; what a filter writes may lie between two. */
function writtenOf({ operator, property, value }: Comparison): Written {
  if (property.name === "seq") {
    const seq = clamped(Number(value));
    return { operator, floor: seq, ceiling: seq };
  }
  const text = String(value);
  const floor = msOfInstant(text);
  return {
    operator,
    floor,
    ceiling: instantText(new Date(floor).toISOString()) === text ? floor : floor + 1,
  };
}

export interface AuditBounds {
  readonly from: number;
  readonly to: number;
  readonly fromAt: string | null;
  readonly toAt: string | null;
}

const spanOf = (filter: Filter | null, name: string): Span =>
  comparisonsOf(filter, name).map(writtenOf).reduce(narrowed, ANY);

/** The last instant that there is a text of four digits of the year for. */
const LAST_MS = Date.UTC(9999, 11, 31);

export function auditBounds(filter: Filter | null): AuditBounds {
  const [seqs, times] = [spanOf(filter, "seq"), spanOf(filter, "at")];
  const isEmpty = seqs.first > seqs.last || times.first > times.last;
  const at = (ms: number): string => new Date(Math.max(0, Math.min(ms, LAST_MS))).toISOString();
  return {
    from: Math.min(seqs.first, Number.MAX_SAFE_INTEGER),
    to: isEmpty ? 0 : Math.min(seqs.last + 1, Number.MAX_SAFE_INTEGER),
    fromAt: times.first <= ANY.first ? null : at(times.first),
    toAt: times.last === ANY.last ? null : at(times.last),
  };
}
