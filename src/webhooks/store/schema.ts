// Webhooks' tables in the tenant object: events, endpoints, and what is to be sent to each.
// INVARIANT: every table has a rowid (moves/table-copy.ts pages by it). A table that each event writes to has as few indexes
// as it can: each is a row written.

import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { SPAN } from "./place.ts";

/** What happened, once for all endpoints; kept from the first endpoint on. */
export const webhookEvents = sqliteTable("webhook_events", {
  /** Rises by one; the newest is never deleted, so that a number is never given twice. */
  seq: integer("seq").primaryKey(),
  /** `evt_…` */
  id: text("id").notNull(),
  type: text("type").notNull(),
  atMs: integer("at_ms").notNull(),
  key: text("key"),
  data: text("data", { mode: "json" }).notNull(),
});

export const webhookEndpoints = sqliteTable("webhook_endpoints", {
  /** Names the endpoint in the places of its deliveries. */
  no: integer("no").primaryKey({ autoIncrement: true }),
  /** `ep_…` */
  id: text("id").notNull(),
  /** Rises with every change by a person: what `ETag` tells. */
  version: integer("version").notNull(),
  document: text("document", { mode: "json" }).notNull(),
  /** Its signing keys and the connector's credential, each sealed where the deployment has a master key. */
  secrets: text("secrets", { mode: "json" }).notNull(),
  status: text("status").notNull(),
  /** Why it is disabled; null otherwise. */
  reason: text("reason"),
  /** How the receiver has been doing: the breaker's state. */
  health: text("health", { mode: "json" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

/** One event for one endpoint, from its commit to the end of its retention. */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    /** The endpoint's number and the delivery's own of that endpoint (place.ts): one key, no index beside it. */
    place: integer("place").primaryKey(),
    /** `msg_…`: of this event for this endpoint, for ever. */
    messageId: text("message_id").notNull(),
    eventSeq: integer("event_seq").notNull(),
    /** `pending`, `delivered`, `dead`. */
    state: text("state").notNull(),
    /** Why it is dead; null otherwise. */
    deadReason: text("dead_reason"),
    /** Since it was last told to begin anew. */
    attempts: integer("attempts").notNull(),
    /** When it may be sent; null once it is settled. */
    nextAtMs: integer("next_at_ms"),
    /** Rises with every lease: what an earlier holder finds out is not written any more. */
    fence: integer("fence").notNull(),
    /** While it is being sent; 0 otherwise. */
    leaseUntilMs: integer("lease_until_ms").notNull(),
    orderKey: text("order_key"),
    createdAtMs: integer("created_at_ms").notNull(),
    /** The attempts, the newest last; a bounded number. */
    log: text("log", { mode: "json" }).notNull(),
  },
  (table) => [
    // What waits is in one of these two: what was never tried, and by its endpoint and time what is to be tried again.
    index("webhook_deliveries_fresh")
      .on(table.place)
      .where(sql`next_at_ms IS NOT NULL AND attempts = 0`),
    index("webhook_deliveries_again")
      .on(sql.raw(`place / ${SPAN}`), table.nextAtMs)
      .where(sql`next_at_ms IS NOT NULL AND attempts > 0`),
    index("webhook_deliveries_dead")
      .on(table.place)
      .where(sql`state = 'dead'`),
  ],
);
