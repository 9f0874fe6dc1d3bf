// Applies messages in a SQL database that takes a list of statements as one transaction: SQLite, Cloudflare D1, and any other
// through two functions. The handler does nothing itself: it says which statements the message means, and they are carried
// out together with the note of its id, all or none.

import {
  ANY_ORDER,
  judgeMessage,
  type Apply,
  type Noted,
  type Ordering,
  type WebhookMessage,
} from "./message.ts";
import {
  noteMessage,
  parseNoted,
  readNoted,
  type SqlRow,
  type SqlStatement,
  type SqlValue,
} from "./receipts-table.ts";

export interface SqlDatabase {
  readonly all: (statement: SqlStatement) => Promise<readonly SqlRow[]>;
  /** All of them in one transaction; when one fails it throws and none has happened. */
  readonly batch: (statements: readonly SqlStatement[]) => Promise<void>;
}

export interface SqlHandling {
  /** Names the sender's endpoint: several may share the tables. */
  readonly endpoint: string;
  /** May be asked again for the same message: it reads, and returns what is to be written. */
  readonly handle: (message: WebhookMessage) => readonly SqlStatement[] | Promise<readonly SqlStatement[]>;
  readonly ordering?: Ordering;
}

export function applyInSql(database: SqlDatabase, handling: SqlHandling): Apply {
  const { endpoint, handle, ordering = ANY_ORDER } = handling;
  const look = async (message: WebhookMessage): Promise<Noted> => {
    const [row] = await database.all(readNoted(endpoint, message));
    return parseNoted(row);
  };
  return async (message) => {
    const verdict = judgeMessage(message, await look(message), ordering);
    if (verdict !== "applied") return verdict;
    const work = await handle(message);
    try {
      await database.batch([...noteMessage(endpoint, message, ordering), ...work]);
      return "applied";
    } catch (error) {
      // Somebody else may have applied it, or one before it, between the look and the batch.
      const now = judgeMessage(message, await look(message), ordering);
      if (now === "applied") throw error;
      return now;
    }
  };
}

/** Of `node:sqlite` and `better-sqlite3`, what is used here. */
export interface SqliteHandle {
  exec(sql: string): unknown;
  prepare(sql: string): { all(...params: SqlValue[]): unknown[]; run(...params: SqlValue[]): unknown };
}

/** LIMIT: its calls return when the disk has the data, so a process does one at a time. */
export function sqliteDatabase(sqlite: SqliteHandle): SqlDatabase {
  const run = ({ sql, params }: SqlStatement): unknown => sqlite.prepare(sql).run(...params);
  return {
    all: async ({ sql, params }) => sqlite.prepare(sql).all(...params) as SqlRow[],
    batch: async (statements) => {
      // Nothing is awaited between BEGIN and COMMIT, so no other message is in this transaction.
      sqlite.exec("BEGIN IMMEDIATE");
      try {
        for (const statement of statements) run(statement);
        sqlite.exec("COMMIT");
      } catch (error) {
        sqlite.exec("ROLLBACK");
        throw error;
      }
    },
  };
}

interface D1Prepared {
  bind(...params: SqlValue[]): D1Prepared;
  all(): Promise<{ readonly results: readonly unknown[] }>;
}

/** Of a `D1Database`, what is used here. */
export interface D1Handle {
  prepare(sql: string): D1Prepared;
  batch(statements: D1Prepared[]): Promise<unknown>;
}

/** D1 carries a batch out as one transaction. */
export function d1Database(d1: D1Handle): SqlDatabase {
  const bind = ({ sql, params }: SqlStatement): D1Prepared => d1.prepare(sql).bind(...params);
  return {
    all: async (statement) => (await bind(statement).all()).results as readonly SqlRow[],
    batch: async (statements) => void (await d1.batch(statements.map(bind))),
  };
}
