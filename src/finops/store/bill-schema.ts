// Tables of the tenant object for imported bills, closed months and recommendations. The rows of a bill are Parquet files in
// the tenant's bucket (bill-files.ts); here is what they add up to, and which of them count.

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const billImports = sqliteTable("bill_imports", {
  id: text("id").primaryKey(),
  source: text("source").notNull(),
  /** Of the content, once it was read: the same again is the same import. */
  hash: text("hash"),
  record: text("record", { mode: "json" }).notNull(),
  /** The place that its files were put to. */
  place: text("place").notNull(),
});

/** Which import stands for a billing period of a source: the last that was taken. */
export const billPeriods = sqliteTable(
  "bill_periods",
  {
    source: text("source").notNull(),
    /** Its first day. */
    period: text("period").notNull(),
    importId: text("import_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.period] })],
);

/** Daily sums, many to a row: a row has at most 2 MB. */
export const billDaily = sqliteTable(
  "bill_daily",
  {
    importId: text("import_id").notNull(),
    period: text("period").notNull(),
    part: integer("part").notNull(),
    costs: text("costs", { mode: "json" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.period, table.part] })],
);

/** What an import says of idle resources and commitments. */
export const billFacts = sqliteTable("bill_facts", {
  importId: text("import_id").primaryKey(),
  days: integer("days").notNull(),
  facts: text("facts", { mode: "json" }).notNull(),
});

/** A closed month's statement; it is never written again. */
export const chargebackClosed = sqliteTable("chargeback_closed", {
  period: text("period").primaryKey(),
  closedMs: integer("closed_ms").notNull(),
  statement: text("statement", { mode: "json" }).notNull(),
});

/** Entries beside a closed month's statement. */
export const chargebackAdjustments = sqliteTable("chargeback_adjustments", {
  id: text("id").primaryKey(),
  period: text("period").notNull(),
  entry: text("entry", { mode: "json" }).notNull(),
});

export const recommendationDecisions = sqliteTable("recommendation_decisions", {
  id: text("id").primaryKey(),
  decidedMs: integer("decided_ms").notNull(),
  decision: text("decision", { mode: "json" }).notNull(),
});

/** The last day on which a query asked for a metric. */
export const askedMetrics = sqliteTable("asked_metrics", {
  metric: text("metric").primaryKey(),
  day: text("day").notNull(),
});
