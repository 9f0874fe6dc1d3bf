// A page of the audit log: one stretch is read for it. A page may hold fewer rows than asked, also none, and a link to the
// next one (OData Protocol 4.0, 11.2.5.7). Reading leaves an entry: links end where the log ended at the first page.
//
// LIMIT: 5,000 entries are read for a page, 20,000 for a count under conditions that no bound stands for.

import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { auditBounds, isBoundsOnly, type AuditBounds } from "./audit-rows.ts";
import type { Row } from "./entity-set.ts";
import { passes } from "./evaluate-filter.ts";
import { writePlace, type PagePlace } from "./page-place.ts";
import type { NextPage, Page } from "./page-rows.ts";
import type { ODataQuery } from "./query-options.ts";

export interface StretchAsked extends AuditBounds {
  readonly isNewestFirst: boolean;
  readonly skip: number;
  readonly limit: number;
}

export interface Stretch {
  readonly size: number;
  /** The entries within the bounds, half-open; the rows may be fewer. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
}

export type ReadStretch = (asked: StretchAsked) => Promise<Result<Stretch>>;

const MOST_READ = 5_000;
const MOST_COUNTED = 20_000;

/** Where a page before stopped, and how long the log was at the first. */
interface Place {
  readonly next: number;
  readonly size: number;
}

function parsePlace(place: PagePlace | null): Result<Place | null> {
  if (place === null) return ok(null);
  const [next, size] = place;
  const isNumber = (cell: unknown): cell is number => Number.isSafeInteger(cell) && Number(cell) >= 0;
  if (place.length === 2 && isNumber(next) && isNumber(size)) return ok({ next, size });
  return failed(fault("request.cursor_invalid", "`$skiptoken` is of another query"));
}

function unsupported(option: string, message: string): Result<never> {
  const pointer = `query/${option}`;
  const refused: Fault = fault("query.unsupported", `${option}: ${message}`, [{ pointer, message }]);
  return failed(refused);
}

/** What is left of the bounds after the page before. */
function boundsAfter(bounds: AuditBounds, place: Place | null, isNewestFirst: boolean): AuditBounds {
  if (place === null) return bounds;
  const to = Math.min(bounds.to, place.size);
  if (isNewestFirst) return { ...bounds, to: Math.min(to, place.next + 1) };
  return { ...bounds, from: Math.max(bounds.from, place.next), to };
}

/** `query.unsupported`, `request.cursor_invalid`. */
export async function pageAudit(
  read: ReadStretch,
  query: ODataQuery,
  mostRows: number,
): Promise<Result<Page>> {
  const { orders, filter } = query;
  const isNewestFirst = orders[0]?.isDescending === true;
  if (orders.some(({ isDescending }) => isDescending !== isNewestFirst))
    return unsupported("$orderby", "the log is read in one direction");
  const place = parsePlace(query.place);
  if (!place.ok) return place;
  const isPlain = isBoundsOnly(filter);
  const most = Math.min(mostRows, query.top ?? mostRows);
  const bounds = boundsAfter(auditBounds(filter), place.value, isNewestFirst);
  const skip = isPlain ? query.skip : 0;
  const limit = isPlain ? most : MOST_READ;
  const stretch = await read({ ...bounds, isNewestFirst, skip, limit });
  if (!stretch.ok) return stretch;
  const size = place.value?.size ?? stretch.value.size;
  const page = cut(
    { ...query, skip: isPlain ? 0 : query.skip },
    { stretch: stretch.value, size, most, skip },
  );
  if (!page.ok) return page;
  if (!query.isCounted) return ok({ ...page.value, count: null });
  const whole = auditBounds(filter);
  const count = await countIn(read, query, { ...whole, to: Math.min(whole.to, size) });
  return count.ok ? ok({ ...page.value, count: count.value }) : count;
}

interface Cut {
  readonly stretch: Stretch;
  readonly size: number;
  readonly most: number;
  /** What was passed over unread. */
  readonly skip: number;
}

function cut(query: ODataQuery, { stretch, size, most, skip: passed }: Cut): Result<Omit<Page, "count">> {
  const isNewestFirst = query.orders[0]?.isDescending === true;
  const rows: Row[] = [];
  let { skip } = query;
  let looked = 0;
  for (const row of stretch.rows) {
    if (rows.length === most) break;
    looked += 1;
    if (!passes(query.filter, row)) continue;
    if (skip > 0) skip -= 1;
    else rows.push(row);
  }
  const done = passed + looked;
  const topLeft = query.top === null ? null : query.top - rows.length;
  if (done >= stretch.to - stretch.from || topLeft === 0) return ok({ rows, next: null });
  const token = writePlace([isNewestFirst ? stretch.to - done - 1 : stretch.from + done, size]);
  if (!token.ok) return token;
  const next: NextPage = { token: token.value, top: topLeft, skip };
  return ok({ rows, next });
}

async function countIn(
  read: ReadStretch,
  { filter }: ODataQuery,
  bounds: AuditBounds,
): Promise<Result<number>> {
  const isPlain = isBoundsOnly(filter);
  let [count, place] = [0, 0];
  for (;;) {
    const limit = isPlain ? 0 : MOST_READ;
    const stretch = await read({ ...bounds, isNewestFirst: false, skip: place, limit });
    if (!stretch.ok) return stretch;
    const { from, to, rows } = stretch.value;
    if (isPlain) return ok(Math.max(0, to - from));
    if (to - from > MOST_COUNTED)
      return unsupported(
        "$count",
        `these conditions are not counted over more than ${MOST_COUNTED} entries: bound \`seq\` or \`at\``,
      );
    count += rows.filter((row) => passes(filter, row)).length;
    place += rows.length;
    if (rows.length === 0 || place >= to - from) return ok(count);
  }
}
