// Rows that a tenant's object reads, which the platform bills: counted by the store's own cursors.

import { runInDurableObject } from "cloudflare:test";
import { tenantStub } from "./objects.ts";
import type { World } from "./world.ts";

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>;

/** How many the object has read while the work went on. */
export async function rowsReadBy({ tenant }: World, work: () => Promise<unknown>): Promise<number> {
  const cursors: Cursor[] = [];
  await inObject(tenant, (sql) => {
    const exec: (...given: Parameters<SqlStorage["exec"]>) => Cursor = sql.exec.bind(sql);
    const counting = (...given: Parameters<SqlStorage["exec"]>): Cursor => {
      const cursor = exec(...given);
      cursors.push(cursor);
      return cursor;
    };
    Object.defineProperty(sql, "exec", { value: counting, configurable: true });
  });
  try {
    await work();
    // A cursor tells only inside of its object.
    return await inObject(tenant, () => cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0));
  } finally {
    await inObject(tenant, (sql) => void Reflect.deleteProperty(sql, "exec"));
  }
}

function inObject<T>(tenant: World["tenant"], look: (sql: SqlStorage) => T): Promise<T> {
  return runInDurableObject(tenantStub(tenant) as DurableObjectStub, (_object, { storage }) =>
    look(storage.sql),
  );
}
