// When a tenant's next report is due, in the D1 of its cell: a projection, asked across tenants by cron and made again from the
// tenant object. Ids and instants only.

import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const dueReports = sqliteTable(
  "due_reports",
  {
    tenantId: text("tenant_id").primaryKey(),
    dueAtMs: integer("due_at_ms").notNull(),
  },
  (table) => [index("due_reports_at").on(table.dueAtMs)],
);
