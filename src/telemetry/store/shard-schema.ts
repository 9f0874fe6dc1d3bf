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
  /** Which version of the silo's key the payload is sealed with; 0 for a payload as it is. */
  keyVersion: integer("key_version").notNull().default(0),
  /** Whom its rows and bytes are charged to: a list of usage parts; null for a batch of before they were counted. */
  usage: text("usage", { mode: "json" }),
});

/** One row: which tenant, which shard, the newest epoch seen. */
export const shardState = sqliteTable("shard_state", {
  id: integer("id").primaryKey(),
  tenant: text("tenant", { mode: "json" }).notNull(),
  shard: integer("shard").notNull(),
  epoch: integer("epoch").notNull(),
  /** A move counts blocks: they stay as they are until it lets go. */
  isHeld: integer("is_held", { mode: "boolean" }).notNull().default(false),
  /** Nobody counts on this shard any more; to take telemetry again it joins anew. */
  isRetired: integer("is_retired", { mode: "boolean" }).notNull().default(false),
  /** The wrapped keys of a tenant that is or was in a silo. */
  siloKeys: text("silo_keys", { mode: "json" }).notNull().default([]),
  /** Budgets whose leases it needs before it takes what they count. */
  gates: text("gates", { mode: "json" }).notNull().default([]),
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

/** Active series: the ids that each clock hour (hours since 1970) met first, many to a row. */
export const seriesLog = sqliteTable("series_log", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  period: integer("period").notNull(),
  ids: blob("ids", { mode: "buffer" }).notNull(),
});

/** One row: today's points by metric. */
export const metricPoints = sqliteTable("metric_points", {
  id: integer("id").primaryKey(),
  day: text("day").notNull(),
  points: text("points", { mode: "json" }).notNull(),
});

/** Today's sketch of each metric's series: the registers of a HyperLogLog. */
export const metricSketches = sqliteTable("metric_sketches", {
  metric: text("metric").primaryKey(),
  day: text("day").notNull(),
  series: blob("series", { mode: "buffer" }).notNull(),
});
