// The moves of a tenant in its object's SQLite.

import { desc, eq } from "drizzle-orm";
import type { ObjectStore } from "../object-store.ts";
import { moves } from "../schema.ts";
import { isHolding, isOpen, moveSchema, type Move } from "./move.ts";

type Db = ObjectStore["db"];

export function saveMove(db: Db, move: Move): void {
  const row = { id: move.id, isOpen: isOpen(move), move };
  db.insert(moves).values(row).onConflictDoUpdate({ target: moves.id, set: row }).run();
}

export function loadOpenMove(db: Db): Move | null {
  const row = db.select().from(moves).where(eq(moves.isOpen, true)).get();
  return row === undefined ? null : moveSchema.parse(row.move);
}

/** The newest first. */
export function listMoves(db: Db, limit: number): Move[] {
  const rows = db.select().from(moves).orderBy(desc(moves.id)).limit(limit).all();
  return rows.map((row) => moveSchema.parse(row.move));
}

export function loadMove(db: Db, id: string): Move | null {
  const row = db.select().from(moves).where(eq(moves.id, id)).get();
  return row === undefined ? null : moveSchema.parse(row.move);
}

/** Must shards leave their blocks as they are? */
export function areBlocksHeld(db: Db): boolean {
  const move = loadOpenMove(db);
  return move !== null && isHolding(move);
}
