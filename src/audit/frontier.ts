// The frontier: the roots of the complete subtrees at the right edge, all that an append needs to know of a tree.
// INVARIANT: there is one peak per one-bit of `size`, largest and leftmost first; the root follows from the peaks.
// Stored form, version 1: 0x01, the size as eight bytes big-endian, the peaks of 32 bytes each.
// LIMIT: 9 + 32 * log2(size) bytes at most: 649 at a million entries.

import { concatBytes } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { HASH_BYTES, nodeHash, emptyRoot, type ReadHash } from "./tree-hash.ts";
import { TILE_LEVELS } from "./tile.ts";

export interface Frontier {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

export interface CompletedTile {
  /** Tile level: its hashes are roots of 256^level leaves. */
  readonly level: number;
  readonly index: number;
  /** The tile's root: hash number `index % 256` of the tile one level up at `floor(index / 256)`. */
  readonly root: Uint8Array;
}

const VERSION = 1;
const HEADER_BYTES = 9;

export const EMPTY_FRONTIER: Frontier = { size: 0, peaks: [] };

/** The tree with one more leaf, and the tiles that the leaf filled, lowest level first. */
export function append(
  frontier: Frontier,
  leaf: Uint8Array,
): { readonly frontier: Frontier; readonly completedTiles: readonly CompletedTile[] } {
  const peaks = [...frontier.peaks];
  const completedTiles: CompletedTile[] = [];
  let hash = leaf;
  let index = frontier.size;
  for (let level = 1; index % 2 === 1; level++) {
    hash = nodeHash(peaks.pop() as Uint8Array, hash);
    index = (index - 1) / 2;
    if (level % TILE_LEVELS === 0) completedTiles.push({ level: level / TILE_LEVELS - 1, index, root: hash });
  }
  peaks.push(hash);
  return { frontier: { size: frontier.size + 1, peaks }, completedTiles };
}

export function rootOf(frontier: Frontier): Uint8Array {
  const [last, ...rest] = frontier.peaks.toReversed();
  if (last === undefined) return emptyRoot();
  return rest.reduce((right, left) => nodeHash(left, right), last);
}

/** The frontier of the first `size` leaves, read from storage: what a partial export starts from. */
export function frontierAt(size: number, readHash: ReadHash): Frontier {
  const peaks: Uint8Array[] = [];
  let rest = size;
  for (let level = 0; rest > 0; level++) {
    if (rest % 2 === 1) peaks.unshift(readHash(level, rest - 1));
    rest = Math.floor(rest / 2);
  }
  return { size, peaks };
}

export function encodeFrontier(frontier: Frontier): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = VERSION;
  new DataView(header.buffer).setBigUint64(1, BigInt(frontier.size));
  return concatBytes([header, ...frontier.peaks]);
}

/** The frontier of its stored form, or `audit.malformed`. Whether the peaks are right shows in the root only. */
export function parseFrontier(bytes: Uint8Array): Result<Frontier> {
  const malformed = failed(fault("audit.malformed", "the bytes are no frontier of version 1"));
  if (bytes.byteLength < HEADER_BYTES || bytes[0] !== VERSION) return malformed;
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(1));
  if (!Number.isSafeInteger(size)) return malformed;
  if (bytes.byteLength !== HEADER_BYTES + countOnes(size) * HASH_BYTES) return malformed;
  const peaks: Uint8Array[] = [];
  for (let at = HEADER_BYTES; at < bytes.byteLength; at += HASH_BYTES)
    peaks.push(bytes.slice(at, at + HASH_BYTES));
  return ok({ size, peaks });
}

function countOnes(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
