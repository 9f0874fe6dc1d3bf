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
