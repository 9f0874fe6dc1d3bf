// Endpoints in the tenant object's SQLite: at most 50 rows, read whole. Synchronous: called inside the commit's transaction.

import { asc, count, eq, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { oncePer } from "../../kernel/once-per.ts";
import type { DisableReason, Endpoint, EndpointHealth, EndpointKey, EndpointStatus } from "../index.ts";
import { webhookEndpoints } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

/** All that an endpoint keeps sealed. Names are told, texts never. */
export interface KeptSecrets {
  /** With sealed texts in place of the secrets. */
  readonly signing: readonly EndpointKey[];
  /** Sealed JSON of names and values; null for none. */
  readonly headers: string | null;
  readonly headerNames: readonly string[];
  readonly credentials: string | null;
  readonly credentialNames: readonly string[];
}

export interface StoredEndpoint {
  readonly no: number;
  readonly id: string;
  readonly version: number;
  readonly document: Endpoint;
  readonly secrets: KeptSecrets;
  readonly status: EndpointStatus;
  readonly reason: DisableReason | null;
  readonly health: EndpointHealth;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

const fromRow = (row: typeof webhookEndpoints.$inferSelect): StoredEndpoint => ({
  ...row,
  document: row.document as Endpoint,
  secrets: row.secrets as KeptSecrets,
  status: row.status as EndpointStatus,
  reason: row.reason as DisableReason | null,
  health: row.health as EndpointHealth,
});

/** On the way of every event: these statements are built once. */
const allRows = oncePer((db: Db) =>
  db.select().from(webhookEndpoints).orderBy(asc(webhookEndpoints.no)).prepare(),
);
const rowAt = oncePer((db: Db) =>
  db
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.no, sql.placeholder("no")))
    .prepare(),
);

export function listEndpoints(db: Db): StoredEndpoint[] {
  return allRows(db).all().map(fromRow);
}

export function loadEndpoint(db: Db, id: string): StoredEndpoint | null {
  const row = db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).get();
  return row === undefined ? null : fromRow(row);
}

export function loadEndpointAt(db: Db, no: number): StoredEndpoint | null {
  const row = rowAt(db).get({ no });
  return row === undefined ? null : fromRow(row);
}

export function countEndpoints(db: Db): number {
  return db.select({ n: count() }).from(webhookEndpoints).get()?.n ?? 0;
}

export function addEndpoint(db: Db, endpoint: Omit<StoredEndpoint, "no">): StoredEndpoint {
  return fromRow(db.insert(webhookEndpoints).values(endpoint).returning().get());
}

export function saveEndpoint(db: Db, { no, ...changed }: StoredEndpoint): void {
  db.update(webhookEndpoints).set(changed).where(eq(webhookEndpoints.no, no)).run();
}

/** Bookkeeping of attempts: not a change that anybody made. */
export function saveHealth(db: Db, no: number, health: EndpointHealth): void {
  db.update(webhookEndpoints).set({ health }).where(eq(webhookEndpoints.no, no)).run();
}

/** The same secrets under another master key. */
export function saveSecrets(db: Db, no: number, secrets: KeptSecrets): void {
  db.update(webhookEndpoints).set({ secrets }).where(eq(webhookEndpoints.no, no)).run();
}

export function deleteEndpoint(db: Db, no: number): void {
  db.delete(webhookEndpoints).where(eq(webhookEndpoints.no, no)).run();
}
