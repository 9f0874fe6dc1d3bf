// The D1 databases of a test file: migrated before its first tenant is made.
// The pool gives every test file storage of its own, so this runs once a file.

import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

interface Migrations {
  readonly directory: D1Migration[];
  readonly cell: D1Migration[];
}

const isCellDatabase = (name: string): boolean => /^(?:CELL|SILO)_[A-Z0-9_]+_DB(?:_\d+)?$/.test(name);

let isMigrated = false;

export async function migrateDatabases(): Promise<void> {
  if (isMigrated) return;
  const { directory, cell } = Reflect.get(env, "TEST_MIGRATIONS") as Migrations;
  await applyD1Migrations(env.DIRECTORY, directory);
  const cells = Object.keys(env).filter(isCellDatabase);
  await Promise.all(cells.map(async (name) => applyD1Migrations(Reflect.get(env, name) as D1Database, cell)));
  isMigrated = true;
}
