// What is in each of a tenant's stores, counted: rows of an object's tables, of a database, objects of a bucket.
// LIMIT: counting a table reads all its rows, once a day; a bucket is listed up to 100,000 objects, and says when there
// are more.

import type { HeldSet, TenantBucket, TenantDb } from "../../residency/index.ts";
import { countShown } from "../../finops/store/projection.ts";
import { listTables } from "../moves/table-copy.ts";

/** Tables whose rows have a time, and the SQL that gives it in epoch milliseconds. */
const TIMES: Readonly<Record<string, string>> = {
  batches: "received_ms",
  flushes: "at_ms",
  replies: "at_ms",
  residency_observations: "at_ms",
  keys: "created_at_ms",
  webhook_events: "at_ms",
  webhook_deliveries: "created_at_ms",
  mails: "at_ms",
  export_jobs: "created_at_ms",
};
/** A log is counted by its last number: reading a million rows to know how many there are is not worth it. */
const COUNTS: Readonly<Record<string, string>> = { audit_entries: "coalesce(max(seq) + 1, 0)" };
const PAGE = 1_000;
const MOST_PAGES = 100;

const instant = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString();

type Counted = { n: number; first: number | null; last: number | null };

/** Every table of an object. Its bytes are told for the whole object only. */
export function heldTables(sql: SqlStorage): HeldSet[] {
  return listTables(sql, []).map((table) => {
    const time = TIMES[table] ?? "NULL";
    const counting = `SELECT ${COUNTS[table] ?? "count(*)"} AS n, min(${time}) AS first, max(${time}) AS last FROM "${table}"`;
    const { n, first, last } = sql.exec<Counted>(counting).one();
    return { name: table, count: n, bytes: null, first: instant(first), last: instant(last) };
  });
}

/** The catalog of blocks in a cell's database. */
export async function heldCatalog(database: TenantDb): Promise<HeldSet> {
  const counting =
    "SELECT count(*) AS n, min(min_time_ms) AS first, max(max_time_ms) AS last FROM blocks WHERE tenant_id = ?";
  const [counted] = await database.all<Counted>({ sql: counting, params: [] });
  const { n, first, last } = counted ?? { n: 0, first: null, last: null };
  return { name: "blocks", count: n, bytes: null, first: instant(first), last: instant(last) };
}

/** Its usage there, by the hour and by the day. */
export async function heldUsage(database: TenantDb): Promise<HeldSet> {
  return { name: "usage", count: await countShown(database), bytes: null, first: null, last: null };
}

export interface HeldObjects {
  readonly sets: readonly HeldSet[];
  readonly isComplete: boolean;
}

/** By the folder under the tenant's prefix. */
export async function heldObjects(
  bucket: TenantBucket,
  mostPages: number = MOST_PAGES,
): Promise<HeldObjects> {
  const folders = new Map<string, HeldSet>();
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const at: string | null = cursor;
    const page = await bucket.list({ limit: PAGE, ...(at === null ? {} : { cursor: at }) });
    for (const { key, sizeBytes, storedAtMs } of page.objects) {
      const name = key.split("/")[2] ?? "";
      const stored = new Date(storedAtMs).toISOString();
      const known = folders.get(name) ?? { name, count: 0, bytes: 0, first: stored, last: stored };
      folders.set(name, widened(known, sizeBytes, stored));
    }
    cursor = page.cursor;
    if (cursor === null) return { sets: [...folders.values()], isComplete: true };
  }
  return { sets: [...folders.values()], isComplete: false };
}

function widened(held: HeldSet, sizeBytes: number, stored: string): HeldSet {
  const first = held.first !== null && held.first < stored ? held.first : stored;
  const last = held.last !== null && held.last > stored ? held.last : stored;
  return { ...held, count: held.count + 1, bytes: (held.bytes ?? 0) + sizeBytes, first, last };
}
