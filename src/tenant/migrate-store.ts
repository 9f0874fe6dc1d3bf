// The tables of an object at the newest version. An object wakes for every few requests of a quiet tenant: whether there is
// something to do is one look, where the migrator reads all that was ever changed.

import { drizzle } from "drizzle-orm/durable-sqlite";
import { migrate } from "drizzle-orm/durable-sqlite/migrator";

type Migrations = Parameters<typeof migrate>[1];

export async function migrateStore(storage: DurableObjectStorage, migrations: Migrations): Promise<void> {
  if (!isCurrent(storage.sql, migrations)) await migrate(drizzle(storage), migrations);
}

/** The migrator notes with each migration when it was made, and applies what is younger than the youngest it has noted. */
function isCurrent(sql: SqlStorage, { journal }: Migrations): boolean {
  const noted = sql.exec("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'").toArray();
  if (noted.length === 0) return false;
  const { newest } = sql
    .exec<{ newest: number | null }>("SELECT max(created_at) AS newest FROM __drizzle_migrations")
    .one();
  return journal.entries.every(({ when }) => when <= (newest ?? 0));
}
