// The audit log in the tenant object's SQLite: append inside the commit's transaction, read for pages and proofs.
// INVARIANT: the frontier, kept in the object's state row, covers exactly the entries that are stored.

import { and, asc, eq, gte, lt } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { concatBytes } from "../../kernel/bytes.ts";
import { encodeEntry, type AuditEntry } from "../entry.ts";
import { append, type CompletedTile, type Frontier } from "../frontier.ts";
import { createHashReader, packTile, TILE_WIDTH } from "../tile.ts";
import { leafHash, type ReadHash } from "../tree-hash.ts";
import { auditEntries, auditTiles } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

/** Stores the entry and the tiles it fills; the caller keeps the new frontier in the same transaction. */
export function appendEntry(db: Db, frontier: Frontier, entry: AuditEntry): Frontier {
  if (entry.seq !== frontier.size) throw new Error(`audit entry ${entry.seq} for a tree of ${frontier.size}`);
  return appendEncoded(db, frontier, encodeEntry(entry));
}

/** An entry as another object has it: the same bytes, hashed again. */
export function appendEncoded(db: Db, frontier: Frontier, encoded: string): Frontier {
  db.insert(auditEntries).values({ seq: frontier.size, entry: encoded }).run();
  const appended = append(frontier, leafHash(encoded));
  for (const tile of appended.completedTiles) storeTile(db, tile);
  return appended.frontier;
}

/** A full tile of leaves is written whole; its root then extends the tile above it. */
function storeTile(db: Db, { level, index, root }: CompletedTile): void {
  if (level === 0)
    writeTile(db, { level: 0, tile: index, hashes: packTile(leafHashes(db, index * TILE_WIDTH)) });
  const above = { level: level + 1, tile: Math.floor(index / TILE_WIDTH) };
  writeTile(db, { ...above, hashes: concatBytes([readTile(db, above.level, above.tile), root]) });
}

function leafHashes(db: Db, from: number): Uint8Array[] {
  return readEntries(db, { from, to: from + TILE_WIDTH }).map((entry) => leafHash(entry));
}

function writeTile(db: Db, tile: { level: number; tile: number; hashes: Uint8Array }): void {
  db.insert(auditTiles)
    .values(tile)
    .onConflictDoUpdate({ target: [auditTiles.level, auditTiles.tile], set: { hashes: tile.hashes } })
    .run();
}

function readTile(db: Db, level: number, tile: number): Uint8Array {
  const row = db
    .select()
    .from(auditTiles)
    .where(and(eq(auditTiles.level, level), eq(auditTiles.tile, tile)))
    .get();
  return row?.hashes ?? new Uint8Array(0);
}

/** The canonical JSON of entries `from` (included) to `to` (excluded), in order. */
export function readEntries(db: Db, range: { readonly from: number; readonly to: number }): string[] {
  return db
    .select({ entry: auditEntries.entry })
    .from(auditEntries)
    .where(and(gte(auditEntries.seq, range.from), lt(auditEntries.seq, range.to)))
    .orderBy(asc(auditEntries.seq))
    .all()
    .map((row) => row.entry);
}

/** Reads hashes of the tree of `size` leaves, for one proof; the leaves of the last, partial tile in one query. */
export function openTree(db: Db, size: number): ReadHash {
  const firstLoose = size - (size % TILE_WIDTH);
  let loose: Uint8Array[] | null = null;
  return createHashReader({
    size,
    readTile: (level, index) => readTile(db, level, index),
    readLeaf: (index) => {
      loose ??= leafHashes(db, firstLoose);
      const leaf = loose[index - firstLoose];
      if (leaf === undefined) throw new Error(`no audit entry ${index}`);
      return leaf;
    },
  });
}
