// Applies the D1 migrations of migrations/ to local databases, with the bookkeeping table that wrangler uses, so that
// either may go on where the other stopped.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

interface Statement {
  bind(...values: unknown[]): Statement;
  all(): Promise<{ results: unknown[] }>;
}

/** The part of a D1 database that migrating needs. */
export interface Migratable {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** drizzle-kit parts statements by this line. */
const BREAK = "--> statement-breakpoint";

interface Place {
  /** The database's binding, for messages. */
  readonly name: string;
  readonly dir: string;
}

async function loadApplied(database: Migratable, name: string): Promise<ReadonlySet<string>> {
  try {
    await database.prepare(BOOKKEEPING).all();
    const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
    return new Set(results.map((row) => (row as { name: string }).name));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `the local database ${name} is damaged (${reason}): \`npm run reset\` clears the local state`,
      {
        cause: error,
      },
    );
  }
}

/** The names of the migrations that were applied now. Each is one transaction; the first that fails stops. */
export async function applyMigrations(database: Migratable, { name, dir }: Place): Promise<string[]> {
  const done = await loadApplied(database, name);
  const files = (await readdir(dir)).filter((file) => file.endsWith(".sql")).sort();
  const wanted = files.filter((file) => !done.has(file));
  for (const file of wanted) {
    const statements = (await readFile(join(dir, file), "utf8"))
      .split(BREAK)
      .map((sql) => database.prepare(sql));
    const note = database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(file);
    await database.batch([...statements, note]).catch((error: Error) => {
      throw new Error(`migration ${join(dir, file)} failed on ${name}: ${error.message}`, { cause: error });
    });
  }
  return wanted;
}
