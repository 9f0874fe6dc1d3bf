// Sources of inbound webhooks, and the note of each message that came in.
// INVARIANT: a note is written in the transaction of what the message became, or after it is durable elsewhere.

import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { oncePer } from "../../kernel/once-per.ts";
import { DAY_MS } from "../../kernel/time.ts";
import type { HookSource } from "../index.ts";
import { hookReceipts, hookSources } from "./inbound-schema.ts";

/** Longer than any sender goes on sending a message again: Stripe three days, GitHub three by hand, Standard Webhooks days. */
const REMEMBERED_MS = 30 * DAY_MS;
/** Each note that is written takes away up to this many that are too old, so the table does not grow beyond its time. */
const FORGOTTEN_AT_ONCE = 2;

type Db = DrizzleSqliteDODatabase;

export interface StoredHookSource {
  readonly source: HookSource;
  readonly secret: string;
  readonly createdAtMs: number;
}

interface Row {
  readonly source: unknown;
  readonly secret: string;
  readonly createdAtMs: number;
}

const toStored = ({ source, secret, createdAtMs }: Row): StoredHookSource => ({
  source: source as HookSource,
  secret,
  createdAtMs,
});

/** On the way of every message: these statements are built once. */
const sourceRow = oncePer((db: Db) =>
  db
    .select()
    .from(hookSources)
    .where(eq(hookSources.name, sql.placeholder("name")))
    .prepare(),
);

const isMessage = and(
  eq(hookReceipts.source, sql.placeholder("source")),
  eq(hookReceipts.messageId, sql.placeholder("messageId")),
);
const receiptRow = oncePer((db: Db) =>
  db.select({ no: hookReceipts.no }).from(hookReceipts).where(isMessage).prepare(),
);

const addReceipt = oncePer((db: Db) =>
  db
    .insert(hookReceipts)
    .values({
      source: sql.placeholder("source"),
      messageId: sql.placeholder("messageId"),
      atMs: sql.placeholder("atMs"),
    })
    .prepare(),
);

const forgetOldest = oncePer((db: Db) => {
  const oldest = db
    .select({ no: hookReceipts.no })
    .from(hookReceipts)
    .orderBy(asc(hookReceipts.no))
    .limit(FORGOTTEN_AT_ONCE);
  const isOld = and(inArray(hookReceipts.no, oldest), lt(hookReceipts.atMs, sql.placeholder("beforeMs")));
  return db.delete(hookReceipts).where(isOld).prepare();
});

export function loadHookSource(db: Db, name: string): StoredHookSource | null {
  const row = sourceRow(db).get({ name });
  return row === undefined ? null : toStored(row);
}

export function listHookSources(db: Db): StoredHookSource[] {
  return db.select().from(hookSources).orderBy(asc(hookSources.name)).all().map(toStored);
}

export function addHookSource(db: Db, { source, secret, createdAtMs }: StoredHookSource): void {
  db.insert(hookSources).values({ name: source.name, source, secret, createdAtMs }).run();
}

/** The same secret under another master key, unless it is another one by now. */
export function rewrapHookSecret(
  db: Db,
  name: string,
  change: { readonly from: string; readonly to: string },
): void {
  const isSame = and(eq(hookSources.name, name), eq(hookSources.secret, change.from));
  db.update(hookSources).set({ secret: change.to }).where(isSame).run();
}

/** Its notes stay: a source that is made anew under the name does not take what came in before. */
export function deleteHookSource(db: Db, name: string): void {
  db.delete(hookSources).where(eq(hookSources.name, name)).run();
}

export function hasTakenHook(db: Db, source: string, messageId: string): boolean {
  return receiptRow(db).get({ source, messageId }) !== undefined;
}

export function noteHook(
  db: Db,
  taken: { readonly source: string; readonly messageId: string },
  nowMs: number,
): void {
  addReceipt(db).run({ ...taken, atMs: nowMs });
  forgetOldest(db).run({ beforeMs: nowMs - REMEMBERED_MS });
}
