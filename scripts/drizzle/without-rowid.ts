// Tables that are their own key: SQLite's WITHOUT ROWID, which drizzle cannot say. What drizzle-kit generates gets it
// added here, also where a table is rebuilt under a `__new_` name. For the catalog of blocks it halves the rows written
// and keeps a tenant's day together.

/** By the folder under migrations/. */
export const WITHOUT_ROWID: Readonly<Record<string, readonly string[]>> = {
  cell: ["blocks", "usage_hourly", "usage_daily", "due_reports"],
};

const TABLE = /(CREATE TABLE (?:IF NOT EXISTS )?`(?:__new_)?([a-z_]+)` \([\s\S]*?\n\));/g;

export function addWithoutRowid(sql: string, tables: readonly string[]): string {
  return sql.replaceAll(TABLE, (statement: string, body: string, table: string) =>
    tables.includes(table) ? `${body} WITHOUT ROWID;` : statement,
  );
}
