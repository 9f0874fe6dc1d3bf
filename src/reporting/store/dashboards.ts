// Dashboards in the tenant object's SQLite. Synchronous: called inside the commit's transaction.
// LIMIT: 50 versions of each are kept, deleted ones for 30 days.

import { and, count, desc, eq, inArray, isNotNull, isNull, lt, lte } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { DAY_MS } from "../../kernel/time.ts";
import type { Dashboard } from "../dashboard.ts";
import type { SourceName } from "../frames/sources.ts";
import {
  STORED_LIMITS,
  type DashboardHead,
  type StoredDashboard,
  type StoredVersion,
} from "../stored-dashboard.ts";
import { dashboards, dashboardVersions } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

const toHead = (row: typeof dashboards.$inferSelect): DashboardHead => ({
  ...row,
  tags: row.tags as readonly string[],
});

/** Deleted ones too. */
export function loadHead(db: Db, id: string): DashboardHead | null {
  const row = db.select().from(dashboards).where(eq(dashboards.id, id)).get();
  return row === undefined ? null : toHead(row);
}

/** Those that are not deleted, in no order. */
export function listHeads(db: Db): DashboardHead[] {
  return db.select().from(dashboards).where(isNull(dashboards.deletedAtMs)).all().map(toHead);
}

export function countLive(db: Db): number {
  return db.select({ live: count() }).from(dashboards).where(isNull(dashboards.deletedAtMs)).get()?.live ?? 0;
}

/** A version of it, or the newest for 0; null where there is none, or it is dropped. */
export function loadDashboard(db: Db, id: string, version: number): StoredDashboard | null {
  const head = loadHead(db, id);
  if (head === null) return null;
  const wanted = version === 0 ? head.version : version;
  const row = db
    .select()
    .from(dashboardVersions)
    .where(and(eq(dashboardVersions.dashboardId, id), eq(dashboardVersions.version, wanted)))
    .get();
  if (row === undefined) return null;
  return {
    head,
    version: row.version,
    document: row.document as Dashboard,
    shows: row.shows as readonly SourceName[],
  };
}

/** The newest first. */
export function listDashboardVersions(
  db: Db,
  page: { readonly id: string; readonly before: number; readonly limit: number },
): StoredVersion[] {
  return db
    .select({
      version: dashboardVersions.version,
      atMs: dashboardVersions.atMs,
      author: dashboardVersions.author,
      summary: dashboardVersions.summary,
    })
    .from(dashboardVersions)
    .where(and(eq(dashboardVersions.dashboardId, page.id), lt(dashboardVersions.version, page.before)))
    .orderBy(desc(dashboardVersions.version))
    .limit(page.limit)
    .all();
}

export interface WrittenVersion {
  readonly head: DashboardHead;
  readonly document: Dashboard;
  readonly shows: readonly SourceName[];
  readonly summary: string;
}

export function writeDashboard(db: Db, { head, document, shows, summary }: WrittenVersion): void {
  const { id, version } = head;
  const row = { ...head, tags: [...head.tags] };
  db.insert(dashboards).values(row).onConflictDoUpdate({ target: dashboards.id, set: row }).run();
  const { updatedAtMs: atMs, updatedBy: author } = head;
  db.insert(dashboardVersions)
    .values({ dashboardId: id, version, atMs, author, summary, document, shows: [...shows] })
    .run();
  db.delete(dashboardVersions)
    .where(
      and(
        eq(dashboardVersions.dashboardId, id),
        lte(dashboardVersions.version, version - STORED_LIMITS.versions),
      ),
    )
    .run();
}

/** Marked, and gone for good after 30 days; whoever was deleted so long ago goes now. */
export function deleteDashboard(db: Db, id: string, nowMs: number): void {
  db.update(dashboards).set({ deletedAtMs: nowMs }).where(eq(dashboards.id, id)).run();
  const old = db
    .select({ id: dashboards.id })
    .from(dashboards)
    .where(
      and(
        isNotNull(dashboards.deletedAtMs),
        lt(dashboards.deletedAtMs, nowMs - STORED_LIMITS.deletedDays * DAY_MS),
      ),
    )
    .limit(50)
    .all()
    .map((row) => row.id);
  if (old.length === 0) return;
  db.delete(dashboardVersions).where(inArray(dashboardVersions.dashboardId, old)).run();
  db.delete(dashboards).where(inArray(dashboards.id, old)).run();
}
