// Usage in the D1 of a cell: projections of what the tenant objects hold, for questions across tenants and for reports.
// INVARIANT: each row says all of its hour or day as the object had it; it can be made again from the object at any time.

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const usageHourly = sqliteTable(
  "usage_hourly",
  {
    tenantId: text("tenant_id").notNull(),
    /** Hours since 1970. */
    hour: integer("hour").notNull(),
    lines: text("lines", { mode: "json" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.hour] })],
);

export const usageDaily = sqliteTable(
  "usage_daily",
  {
    tenantId: text("tenant_id").notNull(),
    /** UTC day: `2026-11-23`. */
    day: text("day").notNull(),
    lines: text("lines", { mode: "json" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.day] })],
);
