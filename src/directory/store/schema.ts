// The tables of the DIRECTORY database: global, read at every edge, free of personal data.
// A tenant's row is a projection of its tenant object's state, but for the slug, which is reserved here first.

import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const tenants = sqliteTable(
  "tenants",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    jurisdiction: text("jurisdiction").notNull(),
    isolation: text("isolation").notNull(),
    tier: text("tier").notNull(),
    status: text("status").notNull(),
    pool: integer("pool").notNull().default(0),
    /** 0 in rows that are older than the column: as many as the tier says. */
    shards: integer("shards").notNull().default(0),
    processing: text("processing").notNull().default("anywhere"),
    lock: text("lock").notNull().default("preferred"),
    /** ISO 8601; the reason of an exception stays in the tenant's object. */
    exceptionUntil: text("exception_until"),
    /** Epoch milliseconds. */
    createdAt: integer("created_at").notNull(),
    /** The tenant object's version of this row: an older projection never overwrites a newer one. */
    version: integer("version").notNull(),
  },
  (table) => [
    index("tenants_by_creation").on(table.createdAt, table.id),
    index("tenants_by_isolation").on(table.isolation, table.jurisdiction),
  ],
);

export const domains = sqliteTable(
  "domains",
  {
    domain: text("domain").primaryKey(),
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id),
  },
  (table) => [index("domains_by_tenant").on(table.tenantId)],
);

/** Which creation request made which tenant, so that a repeated request makes no second one. */
export const creations = sqliteTable("creations", {
  idempotencyKey: text("idempotency_key").primaryKey(),
  requestHash: text("request_hash").notNull(),
  tenantId: text("tenant_id").notNull(),
  createdAt: integer("created_at").notNull(),
});

/**
 * Tenants that were deleted. The row in `tenants` stays as `deleted` and keeps the slug until it is free again; the
 * certificate stays for good. No personal data: ids, names of stores, counts.
 */
export const deletions = sqliteTable("deletions", {
  tenantId: text("tenant_id").primaryKey(),
  slug: text("slug").notNull(),
  jurisdiction: text("jurisdiction").notNull(),
  deletedAt: integer("deleted_at").notNull(),
  /** When slug and domains may be given out again. */
  slugFreeAt: integer("slug_free_at").notNull(),
  /** A compact JWS. */
  certificate: text("certificate").notNull(),
});
