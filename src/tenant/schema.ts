// The tenant object's own tables: its state row, the outbox of effects, due work and remembered replies.

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { bytes } from "../audit/store/bytes-column.ts";

/** One row. It changes with every commit, so all that changes with every commit is in it. */
export const objectState = sqliteTable("object_state", {
  id: integer("id").primaryKey(),
  tenant: text("tenant", { mode: "json" }).notNull(),
  epoch: integer("epoch").notNull(),
  /** Rises with every change of the tenant record, so that an older projection never overwrites a newer one. */
  version: integer("version").notNull(),
  /** The audit tree's frontier in its stored form. */
  frontier: bytes("frontier").notNull(),
  /** The shards that have come to life, as a JSON list of numbers: each is fenced before a change is acknowledged. */
  shards: text("shards", { mode: "json" }).notNull(),
  /** The last signed checkpoint, a note; null before the first. */
  checkpoint: text("checkpoint"),
  /** Numbers of shards before the present one, for as long as requests of their time may be repeated. */
  formerLayouts: text("former_layouts", { mode: "json" }).notNull().default([]),
  /** Null while the tenant is at home in this object; see moves/standing.ts. */
  standing: text("standing", { mode: "json" }),
});

/** Without an index: the table is empty but for a moment after a commit, and every index is a row written. */
export const effects = sqliteTable("effects", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  /** Effects of one lane happen in the order of their ids; lanes do not wait for each other. */
  lane: text("lane").notNull(),
  payload: text("payload", { mode: "json" }).notNull(),
  attempts: integer("attempts").notNull(),
  notBeforeMs: integer("not_before_ms").notNull(),
});

/** What the one alarm has to see to, by name; the alarm stands at the earliest. */
export const dueWork = sqliteTable("due_work", {
  name: text("name").primaryKey(),
  atMs: integer("at_ms").notNull(),
});

/** The replies of commands that came with an idempotency key. */
export const replies = sqliteTable(
  "replies",
  {
    actor: text("actor").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    requestHash: text("request_hash").notNull(),
    reply: text("reply", { mode: "json" }).notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.actor, table.idempotencyKey] })],
);

/** Moves of the tenant to other places, the open one and those that ended. */
export const moves = sqliteTable("moves", {
  id: text("id").primaryKey(),
  isOpen: integer("is_open", { mode: "boolean" }).notNull(),
  move: text("move", { mode: "json" }).notNull(),
});

/** One row: what an operator has set for this tenant in place of its tier's limits. */
export const limitOverrides = sqliteTable("limit_overrides", {
  id: integer("id").primaryKey(),
  overrides: text("overrides", { mode: "json" }).notNull(),
});

/** One row: the last second that ingest was leased from. */
export const leaseHorizon = sqliteTable("lease_horizon", {
  id: integer("id").primaryKey(),
  window: integer("window").notNull(),
});

/** Label values in use: what each day (days since 1970, UTC) met first, many to a row. */
export const labelLog = sqliteTable("label_log", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  period: integer("period").notNull(),
  lines: text("lines", { mode: "json" }).notNull(),
});

/** Labels that were full on a day. */
export const fullLabels = sqliteTable(
  "full_labels",
  { metric: text("metric").notNull(), label: text("label").notNull(), period: integer("period").notNull() },
  (table) => [primaryKey({ columns: [table.metric, table.label, table.period] })],
);

/** One row: the tenant's way out, the open one or the last that was given up. */
export const offboarding = sqliteTable("offboarding", {
  id: integer("id").primaryKey(),
  record: text("record", { mode: "json" }).notNull(),
  /** How far the work of its state is; written without a commit, because it changes nothing of the tenant. */
  progress: text("progress", { mode: "json" }).notNull(),
});

/** Mail that has not left yet: the effect carries its number only, and a table goes along in a move. */
export const mails = sqliteTable("mails", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  mail: text("mail", { mode: "json" }).notNull(),
  atMs: integer("at_ms").notNull(),
});
