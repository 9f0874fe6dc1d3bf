// A tenant's usage in its object's SQLite. Synchronous: called inside the transaction that counts.
// INVARIANT: usage is added to and never edited; an hour is in the hours or in its day, never in both.

import { and, asc, eq, gte, lt, ne, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { oncePer } from "../../kernel/once-per.ts";
import { addLines, mergeLines, type UsageLine } from "../meters/usage-line.ts";
import { usageCorrections, usageDays, usageHours, usageMarks } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

export const HOURS_OF_DAY = 24;
/** Told by the hour for so long; after that by the day. */
export const HOURS_KEPT = 35 * HOURS_OF_DAY;
/** Three years and a month, for a forecast with yearly seasons and for whoever audits. */
export const DAYS_KEPT = 1_127;

const NOWHERE = "";

export interface HourOfUsage {
  /** Hours since 1970. */
  readonly hour: number;
  readonly lines: readonly UsageLine[];
}

const linesOf = (stored: unknown): readonly UsageLine[] => stored as UsageLine[];

/** With everything that is counted: these statements are built once. */
const hourRow = oncePer((db: Db) =>
  db
    .select()
    .from(usageHours)
    .where(eq(usageHours.hour, sql.placeholder("hour")))
    .prepare(),
);

const writeHour = oncePer((db: Db) =>
  db
    .insert(usageHours)
    .values({
      hour: sql.placeholder("hour"),
      lines: sql.placeholder("lines"),
      shownIn: sql.placeholder("shownIn"),
    })
    .onConflictDoUpdate({
      target: usageHours.hour,
      set: { lines: sql`excluded.lines`, shownIn: sql`excluded.shown_in` },
    })
    .prepare(),
);

/** Adds to an hour, with at most `cap` values of a label. */
export function addUsage(db: Db, { hour, lines }: HourOfUsage, cap: number): void {
  if (lines.length === 0) return;
  const row = hourRow(db).get({ hour });
  const added = addLines(row === undefined ? [] : linesOf(row.lines), lines, cap);
  writeHour(db).run({ hour, lines: added, shownIn: NOWHERE });
}

/** False when what a shard tells of the batches from `seqFrom` on is counted already; else it is, up to `seqTo`. */
export function passMark(db: Db, lane: string, range: { seqFrom: number; seqTo: number }): boolean {
  const row = db.select().from(usageMarks).where(eq(usageMarks.lane, lane)).get();
  if (row !== undefined && range.seqFrom < row.seqTo) return false;
  const set = { lane, seqTo: range.seqTo };
  db.insert(usageMarks).values(set).onConflictDoUpdate({ target: usageMarks.lane, set }).run();
  return true;
}

/** By lane. */
export function loadMarks(db: Db): Map<string, number> {
  return new Map(
    db
      .select()
      .from(usageMarks)
      .all()
      .map(({ lane, seqTo }) => [lane, seqTo]),
  );
}

export interface UsageRange {
  /** Hours since 1970; half-open. */
  readonly fromHour: number;
  readonly toHour: number;
}

/** Old usage is told with the first hour of its day. With corrections; periods in their order, an hour possibly twice. */
export function readUsage(db: Db, { fromHour, toHour }: UsageRange): HourOfUsage[] {
  const within = and(gte(usageHours.hour, fromHour), lt(usageHours.hour, toHour));
  const hours = db.select().from(usageHours).where(within).all();
  const [fromDay, toDay] = [Math.ceil(fromHour / HOURS_OF_DAY), Math.ceil(toHour / HOURS_OF_DAY)];
  const inDays = and(gte(usageDays.day, fromDay), lt(usageDays.day, toDay));
  const days = db.select().from(usageDays).where(inDays).all();
  const isCorrected = and(gte(usageCorrections.hour, fromHour), lt(usageCorrections.hour, toHour));
  const corrections = db.select().from(usageCorrections).where(isCorrected).all();
  return [
    ...days.map(({ day, lines }) => ({ hour: day * HOURS_OF_DAY, lines: linesOf(lines) })),
    ...hours.map(({ hour, lines }) => ({ hour, lines: linesOf(lines) })),
    ...corrections.map(({ hour, line }) => ({ hour, lines: [line as UsageLine] })),
  ].sort((one, other) => one.hour - other.hour);
}

export interface Correction {
  readonly id: string;
  readonly atMs: number;
  readonly hour: number;
  readonly line: UsageLine;
  readonly reason: string;
}

export function addCorrection(db: Db, correction: Correction): void {
  db.insert(usageCorrections).values(correction).run();
  touchUsage(db, correction.hour);
}

/** The newest first. */
export function listCorrections(db: Db, limit: number): Correction[] {
  const rows = db.select().from(usageCorrections).all();
  return rows
    .map((row) => ({ ...row, line: row.line as UsageLine }))
    .sort((one, other) => other.atMs - one.atMs)
    .slice(0, limit);
}

/** The projection of an hour is made again: of the hour itself, or of the day that it is in by now. */
export function touchUsage(db: Db, hour: number): void {
  const [set, day] = [{ lines: [] as UsageLine[], shownIn: NOWHERE }, Math.floor(hour / HOURS_OF_DAY)];
  const old = db.select().from(usageDays).where(eq(usageDays.day, day)).get();
  if (old !== undefined)
    return void db.update(usageDays).set({ shownIn: NOWHERE }).where(eq(usageDays.day, day)).run();
  db.insert(usageHours)
    .values({ hour, ...set })
    .onConflictDoUpdate({ target: usageHours.hour, set: { shownIn: NOWHERE } })
    .run();
}

export interface UnshownDay {
  readonly day: number;
  /** Of the hours that are told by the hour, those that have changed. */
  readonly hours: readonly number[];
}

/**
 * Days whose projection in that place is not what they are. They count as shown from now on: in the same transaction the
 * effect is written that shows them, whatever is added later is shown anew.
 */
export function takeUnshown(db: Db, place: string, limit: number): UnshownDay[] {
  const isUnshown = ne(usageHours.shownIn, place);
  const hours = db.select({ hour: usageHours.hour }).from(usageHours).where(isUnshown);
  const days = db.select({ day: usageDays.day }).from(usageDays).where(ne(usageDays.shownIn, place));
  const byDay = new Map<number, number[]>(
    days
      .limit(limit)
      .all()
      .map(({ day }) => [day, []]),
  );
  for (const { hour } of hours.orderBy(asc(usageHours.hour)).limit(limit).all()) {
    const day = Math.floor(hour / HOURS_OF_DAY);
    byDay.set(day, [...(byDay.get(day) ?? []), hour]);
    db.update(usageHours).set({ shownIn: place }).where(eq(usageHours.hour, hour)).run();
  }
  for (const day of byDay.keys())
    db.update(usageDays).set({ shownIn: place }).where(eq(usageDays.day, day)).run();
  return [...byDay].map(([day, changed]) => ({ day, hours: changed }));
}

/** Days that ended so long ago that they are told by the day from now on, and those that are not told any more. */
export function foldOldHours(db: Db, nowHour: number, cap: number): void {
  const before = Math.floor((nowHour - HOURS_KEPT) / HOURS_OF_DAY) * HOURS_OF_DAY;
  const rows = db.select().from(usageHours).where(lt(usageHours.hour, before)).all();
  for (const [day, hours] of Map.groupBy(rows, ({ hour }) => Math.floor(hour / HOURS_OF_DAY))) {
    const known = db.select().from(usageDays).where(eq(usageDays.day, day)).get();
    const more = mergeLines(hours.flatMap(({ lines }) => linesOf(lines)));
    const lines = addLines(known === undefined ? [] : linesOf(known.lines), more, cap);
    const set = { day, lines, shownIn: NOWHERE };
    db.insert(usageDays).values(set).onConflictDoUpdate({ target: usageDays.day, set }).run();
  }
  db.delete(usageHours).where(lt(usageHours.hour, before)).run();
  const oldest = Math.floor(nowHour / HOURS_OF_DAY) - DAYS_KEPT;
  db.delete(usageDays).where(lt(usageDays.day, oldest)).run();
  db.delete(usageCorrections)
    .where(lt(usageCorrections.hour, oldest * HOURS_OF_DAY))
    .run();
}

/** All usage of a period as its projection shows it. */
export function usageOfDay(db: Db, day: number): UsageLine[] {
  const range = { fromHour: day * HOURS_OF_DAY, toHour: (day + 1) * HOURS_OF_DAY };
  return mergeLines(readUsage(db, range).flatMap(({ lines }) => [...lines]));
}

export function usageOfHour(db: Db, hour: number): UsageLine[] {
  const ofHour = readUsage(db, { fromHour: hour, toHour: hour + 1 });
  return mergeLines(ofHour.flatMap(({ lines }) => [...lines]));
}
