// Schedules of a tenant, their runs and what each run sent, in the tenant object.
// INVARIANT: all have a rowid (moves/table-copy.ts pages by it); a due time of a schedule is one row of `report_runs`, a target
// of a run one row of `report_deliveries`.

import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const schedules = sqliteTable(
  "schedules",
  {
    /** `sch_…` */
    id: text("id").primaryKey(),
    version: integer("version").notNull(),
    owner: text("owner").notNull(),
    document: text("document", { mode: "json" }).notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    updatedBy: text("updated_by").notNull(),
    dueAtMs: integer("due_at_ms"),
  },
  (table) => [index("schedules_due").on(table.dueAtMs)],
);

export const reportRuns = sqliteTable(
  "report_runs",
  {
    /** `run_…` */
    id: text("id").primaryKey(),
    scheduleId: text("schedule_id").notNull(),
    kind: text("kind").notNull(),
    dueAtMs: integer("due_at_ms").notNull(),
    state: text("state").notNull(),
    owner: text("owner").notNull(),
    scheduleVersion: integer("schedule_version").notNull(),
    /** As it was at the due time. */
    document: text("document", { mode: "json" }).notNull(),
    missed: integer("missed").notNull(),
    files: text("files", { mode: "json" }).notNull(),
    fault: text("fault"),
    createdAtMs: integer("created_at_ms").notNull(),
    finishedAtMs: integer("finished_at_ms"),
    /** Rises with each worker that takes it. */
    fence: integer("fence").notNull(),
    leaseUntilMs: integer("lease_until_ms").notNull(),
    attempts: integer("attempts").notNull(),
  },
  (table) => [uniqueIndex("report_runs_once").on(table.scheduleId, table.dueAtMs, table.kind)],
);

export const reportDeliveries = sqliteTable(
  "report_deliveries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    runId: text("run_id").notNull(),
    no: integer("no").notNull(),
    kind: text("kind").notNull(),
    role: text("role").notNull(),
    target: text("target").notNull(),
    user: text("user"),
    state: text("state").notNull(),
    reason: text("reason"),
    fileNo: integer("file_no"),
    messageId: text("message_id"),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [uniqueIndex("report_deliveries_once").on(table.runId, table.kind, table.target)],
);
