// Sessions of the console in the tenant object's SQLite: the hash of a token, and the key that it stands for.
// LIMIT: 20 sessions of one key; the one that ends first makes room.

import { and, asc, eq, gt, inArray, lte } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { consoleSessions } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

const MOST_OF_A_KEY = 20;

export interface ConsoleSession {
  readonly keyId: string;
  /** Of the key's secret, as it was when the session began. */
  readonly secretHash: string;
  readonly expiresAtMs: number;
}

export function loadConsoleSession(db: Db, tokenHash: string, nowMs: number): ConsoleSession | null {
  const { keyId, secretHash, expiresAtMs } = consoleSessions;
  const isOpen = and(eq(consoleSessions.tokenHash, tokenHash), gt(expiresAtMs, nowMs));
  return db.select({ keyId, secretHash, expiresAtMs }).from(consoleSessions).where(isOpen).get() ?? null;
}

/** What has ended goes at the same time. */
export function addConsoleSession(
  db: Db,
  session: ConsoleSession & { readonly tokenHash: string },
  nowMs: number,
): void {
  db.delete(consoleSessions).where(lte(consoleSessions.expiresAtMs, nowMs)).run();
  const { tokenHash } = consoleSessions;
  const own = db
    .select({ tokenHash })
    .from(consoleSessions)
    .where(eq(consoleSessions.keyId, session.keyId))
    .orderBy(asc(consoleSessions.expiresAtMs))
    .all();
  const tooMany = own.slice(0, Math.max(0, own.length + 1 - MOST_OF_A_KEY)).map((row) => row.tokenHash);
  if (tooMany.length > 0) db.delete(consoleSessions).where(inArray(tokenHash, tooMany)).run();
  db.insert(consoleSessions)
    .values({ ...session, createdAtMs: nowMs })
    .run();
}

export function deleteConsoleSession(db: Db, tokenHash: string, keyId: string): void {
  const isOwn = and(eq(consoleSessions.tokenHash, tokenHash), eq(consoleSessions.keyId, keyId));
  db.delete(consoleSessions).where(isOwn).run();
}
