// The one way to a D1 database of a cell or silo for a tenant's own rows.

import { namesTenantFirst, type TenantDb, type TenantStatement } from "../tenant-db.ts";

/** Throws for a statement that could reach another tenant's rows: a bug, found before the database is asked. */
export function openTenantDb(db: D1Database, tenantId: string): TenantDb {
  const prepare = ({ sql, params }: TenantStatement): D1PreparedStatement => {
    if (!namesTenantFirst(sql)) throw new Error(`not for one tenant: ${sql.slice(0, 120)}`);
    return db.prepare(sql).bind(tenantId, ...params);
  };
  return {
    tenantId,
    async all<Row>(statement: TenantStatement): Promise<Row[]> {
      return (await prepare(statement).all<Row>()).results;
    },
    async run(statement) {
      return (await prepare(statement).run()).meta.changes;
    },
    async batch(statements) {
      if (statements.length > 0) await db.batch(statements.map((statement) => prepare(statement)));
    },
  };
}
