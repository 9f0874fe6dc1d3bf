// Dashboards in the tenant object: one row each of what lists tell, and their documents by version.
// INVARIANT: both tables have a rowid (moves/table-copy.ts pages by it).

import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const dashboards = sqliteTable("dashboards", {
  /** `dsh_…` */
  id: text("id").primaryKey(),
  /** Rises with every change: what `ETag` tells. */
  version: integer("version").notNull(),
  title: text("title").notNull(),
  folder: text("folder").notNull(),
  owner: text("owner").notNull(),
  tags: text("tags", { mode: "json" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
  updatedBy: text("updated_by").notNull(),
  /** Since when it is deleted; its versions can be restored until they are dropped. */
  deletedAtMs: integer("deleted_at_ms"),
});

export const dashboardVersions = sqliteTable(
  "dashboard_versions",
  {
    no: integer("no").primaryKey({ autoIncrement: true }),
    dashboardId: text("dashboard_id").notNull(),
    version: integer("version").notNull(),
    atMs: integer("at_ms").notNull(),
    author: text("author").notNull(),
    summary: text("summary").notNull(),
    document: text("document", { mode: "json" }).notNull(),
    /** Sources whose data its author might read whole: its viewers see them without querying rights of their own. */
    shows: text("shows", { mode: "json" }).notNull(),
  },
  (table) => [index("dashboard_versions_of").on(table.dashboardId, table.version)],
);
