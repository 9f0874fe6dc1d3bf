// Exports of a tenant and the links to their files, in the tenant object.
// INVARIANT: both tables have a rowid (moves/table-copy.ts pages by it).

import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const exportJobs = sqliteTable("export_jobs", {
  /** `exp_…` */
  id: text("id").primaryKey(),
  owner: text("owner").notNull(),
  state: text("state").notNull(),
  request: text("request", { mode: "json" }).notNull(),
  /** How far the work is; written without a commit, because it changes nothing of the tenant. */
  progress: text("progress", { mode: "json" }).notNull(),
  fault: text("fault"),
  createdAtMs: integer("created_at_ms").notNull(),
  finishedAtMs: integer("finished_at_ms"),
  expiresAtMs: integer("expires_at_ms").notNull(),
  /** Rises with each worker that takes it. */
  fence: integer("fence").notNull(),
  leaseUntilMs: integer("lease_until_ms").notNull(),
  /** Workers that took it since a slice was last kept. */
  attempts: integer("attempts").notNull(),
});

export const exportLinks = sqliteTable(
  "export_links",
  {
    /** `lnk_…` */
    id: text("id").primaryKey(),
    exportId: text("export_id").notNull(),
    recipient: text("recipient").notNull(),
    madeAtMs: integer("made_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    isSingleUse: integer("is_single_use", { mode: "boolean" }).notNull(),
    usedAtMs: integer("used_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (table) => [index("export_links_of").on(table.exportId)],
);
