// The shard's tables: the write-ahead batches, one row each, and what a crash must not forget.

import { blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const batches = sqliteTable("batches", {
  /** Given by the shard, strictly rising for ever: also when every batch has been flushed and deleted. */
  seq: integer("seq").primaryKey(),
  signal: text("signal").notNull(),
  rows: integer("rows").notNull(),
  minMs: integer("min_ms").notNull(),
  maxMs: integer("max_ms").notNull(),
  receivedMs: integer("received_ms").notNull(),
  /** The key that sent it, and the epoch it was decided at. */
  keyId: text("key_id").notNull(),
  epoch: integer("epoch").notNull(),
  /** Names the request, so that a repeated one is stored once. */
  requestHash: text("request_hash").notNull(),
  payload: blob("payload", { mode: "buffer" }).notNull(),
});

/** One row: which tenant, which shard, the newest epoch seen. */
export const shardState = sqliteTable("shard_state", {
  id: integer("id").primaryKey(),
  tenant: text("tenant", { mode: "json" }).notNull(),
  shard: integer("shard").notNull(),
  epoch: integer("epoch").notNull(),
});

/** Per signal: every batch below `flushed_seq` is in a block of the catalog. */
export const watermarks = sqliteTable("watermarks", {
  signal: text("signal").primaryKey(),
  flushedSeq: integer("flushed_seq").notNull(),
});

/** Work on blocks that has begun: done again with the same names after a crash, so that it happens once. */
export const intents = sqliteTable("intents", {
  name: text("name").primaryKey(),
  intent: text("intent", { mode: "json" }).notNull(),
});

/** Objects that no catalog row names any more, kept until running queries have ended. */
export const garbage = sqliteTable("garbage", {
  objectKey: text("object_key").primaryKey(),
  deleteAfterMs: integer("delete_after_ms").notNull(),
});

/** What was flushed, for the tenant object to audit and meter; also the request hashes, which outlive their batches. */
export const flushes = sqliteTable("flushes", {
  name: text("name").primaryKey(),
  atMs: integer("at_ms").notNull(),
  report: text("report", { mode: "json" }).notNull(),
  requestHashes: text("request_hashes", { mode: "json" }).notNull(),
  isReported: integer("is_reported", { mode: "boolean" }).notNull(),
});
