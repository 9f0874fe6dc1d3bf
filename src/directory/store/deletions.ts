// Tenants that were deleted: their names stay taken for a while, what certifies the deletion stays for good.
// Why the names: clients, collectors and links go on using a slug and its domains for months, and whoever got them next
// would be sent a stranger's telemetry. INVARIANT: no personal data, here as everywhere in the directory.

import { and, eq, inArray, lte } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { TenantId } from "../../kernel/ids.ts";
import type { Tenant } from "../tenant.ts";
import { creations, deletions, domains, tenants } from "./schema.ts";

/** The status of a row that only keeps a slug. No tenant has it. */
export const DELETED = "deleted";

export interface Deletion {
  readonly tenantId: TenantId;
  readonly slug: string;
  readonly jurisdiction: Tenant["jurisdiction"];
  /** Epoch milliseconds. */
  readonly deletedAt: number;
  readonly slugFreeAt: number;
  readonly certificate: string;
}

export async function bury(db: DrizzleD1Database, deletion: Deletion): Promise<void> {
  const { tenantId } = deletion;
  await db.batch([
    db.insert(deletions).values(deletion).onConflictDoNothing(),
    db.update(tenants).set({ status: DELETED, exceptionUntil: null }).where(eq(tenants.id, tenantId)),
    db.delete(creations).where(eq(creations.tenantId, tenantId)),
  ]);
}

export async function loadDeletion(db: DrizzleD1Database, id: TenantId): Promise<Deletion | null> {
  const [row] = await db.select().from(deletions).where(eq(deletions.tenantId, id));
  if (row === undefined) return null;
  return {
    ...row,
    tenantId: row.tenantId as TenantId,
    jurisdiction: row.jurisdiction as Tenant["jurisdiction"],
  };
}

/** Statements that let go of the names whose time is over: they run with the reservation that may want one. */
export function freeNames(db: DrizzleD1Database, nowMs: number): unknown[] {
  const over = db.select({ id: deletions.tenantId }).from(deletions).where(lte(deletions.slugFreeAt, nowMs));
  return [
    db.delete(domains).where(inArray(domains.tenantId, over)),
    db.delete(tenants).where(and(eq(tenants.status, DELETED), inArray(tenants.id, over))),
  ];
}
