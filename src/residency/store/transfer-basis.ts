// The tenant's transfer bases in its object's SQLite. No row means that nothing was ever recorded.

import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { oncePer } from "../../kernel/once-per.ts";
import { NO_BASIS, transferBasisSchema, type TransferBasis } from "../index.ts";
import { transferBases } from "./schema.ts";

const ONLY_ROW = 1;

/** Asked for every webhook that is sent: the statement is built once. */
const basisRow = oncePer((db: DrizzleSqliteDODatabase) =>
  db.select().from(transferBases).where(eq(transferBases.id, ONLY_ROW)).prepare(),
);

export function loadTransferBasis(db: DrizzleSqliteDODatabase): TransferBasis {
  const row = basisRow(db).get();
  return row === undefined ? NO_BASIS : transferBasisSchema.parse(row.basis);
}

export function saveTransferBasis(db: DrizzleSqliteDODatabase, basis: TransferBasis): void {
  const row = { id: ONLY_ROW, basis };
  db.insert(transferBases).values(row).onConflictDoUpdate({ target: transferBases.id, set: row }).run();
}
