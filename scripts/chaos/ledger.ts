// What the receivers keep in one SQLite file, beside the receiver module's own tables: every application of an event, without
// a constraint that could hide a second one, and everything that must not happen, as it is seen.

import { DatabaseSync } from "node:sqlite";
import { RECEIPT_TABLES } from "../../src/webhooks/receiver/index.ts";
import type { ChaosEvent } from "./endpoints.ts";

const OFFENCES = ["out_of_order", "two_in_flight", "redirect_followed", "not_verified"] as const;
export type Offence = (typeof OFFENCES)[number];

const TABLES = [
  ...RECEIPT_TABLES,
  `CREATE TABLE IF NOT EXISTS applied (
    id INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL, lane INTEGER NOT NULL, no INTEGER NOT NULL)`,
  "CREATE TABLE IF NOT EXISTS offences (id INTEGER PRIMARY KEY, offence TEXT NOT NULL, told TEXT NOT NULL)",
  "CREATE TABLE IF NOT EXISTS requests (endpoint INTEGER PRIMARY KEY, count INTEGER NOT NULL)",
];

export function openLedger(file: string): DatabaseSync {
  const sqlite = new DatabaseSync(file);
  // Commits survive the end of the process; only a loss of power could take the last ones.
  sqlite.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000");
  for (const table of TABLES) sqlite.exec(table);
  return sqlite;
}

export function tellOffence(sqlite: DatabaseSync, offence: Offence, told: string): void {
  sqlite.prepare("INSERT INTO offences (offence, told) VALUES (?, ?)").run(offence, told);
}

export function countRequest(sqlite: DatabaseSync, endpoint: number): void {
  const sql = "INSERT INTO requests VALUES (?, 1) ON CONFLICT (endpoint) DO UPDATE SET count = count + 1";
  sqlite.prepare(sql).run(endpoint);
}

export interface Findings {
  readonly requests: number;
  /** Distinct events. */
  readonly applied: number;
  readonly appliedTwice: number;
  readonly offences: Readonly<Record<Offence, number>>;
  /** The first of each kind. */
  readonly examples: readonly string[];
}

function numberOf(sqlite: DatabaseSync, sql: string): number {
  return Number(sqlite.prepare(sql).get()?.["n"] ?? 0);
}

export function countApplied(sqlite: DatabaseSync): number {
  return numberOf(sqlite, "SELECT count(*) AS n FROM (SELECT DISTINCT endpoint, lane, no FROM applied)");
}

export function readFindings(sqlite: DatabaseSync): Findings {
  const offences = { out_of_order: 0, two_in_flight: 0, redirect_followed: 0, not_verified: 0 };
  const examples: string[] = [];
  for (const offence of OFFENCES) {
    const rows = sqlite.prepare("SELECT told FROM offences WHERE offence = ? ORDER BY id").all(offence);
    offences[offence] = rows.length;
    if (rows[0] !== undefined) examples.push(`${offence}: ${String(rows[0]["told"])}`);
  }
  const all = numberOf(sqlite, "SELECT count(*) AS n FROM applied");
  const applied = countApplied(sqlite);
  const requests = numberOf(sqlite, "SELECT sum(count) AS n FROM requests");
  return { requests, applied, appliedTwice: all - applied, offences, examples };
}

/** Events of a lane in the order in which they were applied. */
export function appliedOf(sqlite: DatabaseSync, { endpoint, lane }: Omit<ChaosEvent, "no">): number[] {
  const rows = sqlite
    .prepare("SELECT no FROM applied WHERE endpoint = ? AND lane = ? ORDER BY id")
    .all(endpoint, lane);
  return rows.map((row) => Number(row["no"]));
}
