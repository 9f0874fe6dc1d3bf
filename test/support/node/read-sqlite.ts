// The rows of a SQLite file that nobody has open any more, its write-ahead log included. Read from a copy, because opening a
// database works its log in.

import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const MAGIC = Buffer.from("SQLite format 3\0");

/** Whole numbers are bigints. */
export type StoredRow = Readonly<Record<string, unknown>>;

export function isSqlite(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** By table, the runtime's own tables included. */
export async function readTables(file: string): Promise<Map<string, StoredRow[]>> {
  const dir = await mkdtemp(join(tmpdir(), "traceo-rows-"));
  try {
    const names = (await readdir(dirname(file))).filter((name) => name.startsWith(basename(file)));
    for (const name of names) await copyFile(join(dirname(file), name), join(dir, name));
    const database = new DatabaseSync(join(dir, basename(file)));
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const rows = tables.map(({ name }) => {
      const statement = database.prepare(`SELECT * FROM "${String(name)}"`);
      statement.setReadBigInts(true);
      return [String(name), statement.all()] as const;
    });
    database.close();
    return new Map(rows);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
