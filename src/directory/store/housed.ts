// The tenants of a jurisdiction with what says where their rows are: for the operator's questions across a cell.

import { and, asc, eq, gt, lt, notInArray } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { TenantId } from "../../kernel/ids.ts";
import type { HousedTenant, Tenant } from "../tenant.ts";
import { DELETED } from "./deletions.ts";
import { tenants } from "./schema.ts";

export interface HousedPage {
  readonly jurisdiction: Tenant["jurisdiction"];
  readonly createdBeforeMs: number;
  /** The last id of the page before; empty at first. */
  readonly after: string;
  readonly limit: number;
}

/** Those that were founded and are not deleted, in the order of their ids. */
export async function listHoused(db: DrizzleD1Database, page: HousedPage): Promise<HousedTenant[]> {
  const { jurisdiction, createdBeforeMs, after, limit } = page;
  const { id, slug, isolation, pool } = tenants;
  const isOf = and(
    gt(id, after),
    eq(tenants.jurisdiction, jurisdiction),
    lt(tenants.createdAt, createdBeforeMs),
    notInArray(tenants.status, [DELETED, "provisioning"]),
  );
  const columns = { id, slug, isolation, pool };
  const rows = await db.select(columns).from(tenants).where(isOf).orderBy(asc(id)).limit(limit);
  return rows.map((row) => ({
    ...row,
    id: row.id as TenantId,
    jurisdiction,
    isolation: row.isolation as Tenant["isolation"],
  }));
}
