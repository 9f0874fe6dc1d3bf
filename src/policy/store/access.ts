// Access documents in the tenant object's SQLite: each with the span of versions in which it is in force, so that every
// version can be read, compared and restored. Synchronous: called inside the commit's transaction.
// INVARIANT: at most one document of a kind and id is in force; what was in force once is never rewritten.

import { and, asc, desc, eq, gt, isNull, lt, lte, or } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { UserDocument } from "../../identity/index.ts";
import { DEFAULT_SETTINGS, type AccessSettings, type AccessState } from "../access-state.ts";
import type { AccessChange, AccessKind } from "../access-change.ts";
import type { GrantDocument, PolicyDocument, RoleDocument } from "../policy-document.ts";
import { accessItems, accessVersions } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

/** The state at a version, or the one in force. */
export function loadAccess(db: Db, version: number | null = null): AccessState {
  const inForce =
    version === null
      ? isNull(accessItems.toVersion)
      : and(
          lte(accessItems.fromVersion, version),
          or(isNull(accessItems.toVersion), gt(accessItems.toVersion, version)),
        );
  const rows = db.select().from(accessItems).where(inForce).orderBy(asc(accessItems.itemId)).all();
  const of = <T>(kind: AccessKind): T[] =>
    rows.filter((row) => row.kind === kind).map((row) => row.document as T);
  return {
    version: version ?? lastVersion(db),
    policies: of<PolicyDocument>("policy"),
    roles: of<RoleDocument>("role"),
    grants: of<GrantDocument>("grant"),
    users: of<UserDocument>("user"),
    settings: of<AccessSettings>("settings")[0] ?? DEFAULT_SETTINGS,
  };
}

export function lastVersion(db: Db): number {
  return db.select().from(accessVersions).orderBy(desc(accessVersions.version)).limit(1).get()?.version ?? 0;
}

export interface VersionNote {
  readonly version: number;
  readonly atMs: number;
  readonly author: string;
  readonly approver: string | null;
  readonly epoch: number;
  readonly summary: string;
}

export function writeVersion(db: Db, note: VersionNote, changes: readonly AccessChange[]): void {
  db.insert(accessVersions).values(note).run();
  for (const { kind, id, document } of changes) {
    db.update(accessItems)
      .set({ toVersion: note.version })
      .where(and(eq(accessItems.kind, kind), eq(accessItems.itemId, id), isNull(accessItems.toVersion)))
      .run();
    if (document === null) continue;
    db.insert(accessItems)
      .values({ kind, itemId: id, fromVersion: note.version, toVersion: null, document })
      .run();
  }
}

/** The newest first. */
export function listVersions(
  db: Db,
  page: { readonly before: number; readonly limit: number },
): VersionNote[] {
  return db
    .select()
    .from(accessVersions)
    .where(lt(accessVersions.version, page.before))
    .orderBy(desc(accessVersions.version))
    .limit(page.limit)
    .all();
}
