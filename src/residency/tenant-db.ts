// A handle of a cell's database that is made for one tenant: every statement names it first. Only placement makes one.

export interface TenantDb {
  readonly tenantId: string;
  readonly db: D1Database;
}
