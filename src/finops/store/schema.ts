// FinOps' tables in the tenant object: usage by hour and, once an hour is old, by day; corrections; what the tenant has set.

import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row an hour (hours since 1970): a steady load writes one row a flush. */
export const usageHours = sqliteTable("usage_hours", {
  hour: integer("hour").primaryKey(),
  /** A list of usage lines, no two of one attribution. */
  lines: text("lines", { mode: "json" }).notNull(),
  /** The place whose database shows the row as it is; empty when none does. */
  shownIn: text("shown_in").notNull(),
});

/** Hours that are older than is told by the hour, added up by day (days since 1970). */
export const usageDays = sqliteTable("usage_days", {
  day: integer("day").primaryKey(),
  lines: text("lines", { mode: "json" }).notNull(),
  shownIn: text("shown_in").notNull(),
});

/** Up to which batch a shard's usage of a signal is counted, so that no report counts twice. */
export const usageMarks = sqliteTable("usage_marks", {
  /** Shard and signal. */
  lane: text("lane").primaryKey(),
  seqTo: integer("seq_to").notNull(),
});

/** What was put right: entries, which are never changed; usage itself is never edited. */
export const usageCorrections = sqliteTable("usage_corrections", {
  id: text("id").primaryKey(),
  atMs: integer("at_ms").notNull(),
  /** Of the usage that it is about. */
  hour: integer("hour").notNull(),
  line: text("line", { mode: "json" }).notNull(),
  reason: text("reason").notNull(),
});

/** Documents by name (`settings.ts`). */
export const finopsSettings = sqliteTable("finops_settings", {
  name: text("name").primaryKey(),
  version: integer("version").notNull(),
  document: text("document", { mode: "json" }).notNull(),
});

export const budgets = sqliteTable("budgets", {
  id: text("id").primaryKey(),
  /** Rises with every change; leases of an older one are void. */
  version: integer("version").notNull(),
  document: text("document", { mode: "json" }).notNull(),
});

/** What a budget's running period has come to: a row each, written with the usage that it counts. */
export const budgetUse = sqliteTable("budget_use", {
  id: text("id").primaryKey(),
  period: text("period").notNull(),
  /** Quantities by month and price book. */
  spent: text("spent", { mode: "json" }).notNull(),
  /**
   * By shard, as decimal text: the most that what the shard has stored and not told, and its lease, come to. Null: not known,
   * the shard has to be asked. Missing: nothing.
   */
  held: text("held", { mode: "json" }).notNull(),
  /** Percents of the thresholds that were told of in this period. */
  told: text("told", { mode: "json" }).notNull(),
  /** Percents of the thresholds that bind since the epoch was last raised for it. */
  bound: text("bound", { mode: "json" }).notNull(),
  /** The period in which it was told that the forecast exceeds the limit; empty for none. */
  foretold: text("foretold").notNull(),
  /** Until when an operator lets a used-up budget go on; 0 for no grace. */
  graceUntilMs: integer("grace_until_ms").notNull(),
});

/** The forecasts that a day made, of all its scopes in one row, for holding them against what comes. */
export const forecasts = sqliteTable("forecasts", {
  /** UTC day. */
  madeOn: text("made_on").primaryKey(),
  kept: text("kept", { mode: "json" }).notNull(),
});
