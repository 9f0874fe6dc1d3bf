// Tiles as in C2SP tlog-tiles: 256 hashes in a row, so that a proof reads a few rows and not one per hash.
// The tile (level, index) holds the roots of 256^level leaves each, from number index * 256 on, concatenated.
// INVARIANT: a tile of level 0 is stored when it is full; one of a higher level grows by one hash whenever a tile
// below it fills. So every complete subtree can be folded from one tile or, at the right edge, from leaf rows.

import { concatBytes } from "../kernel/bytes.ts";
import { HASH_BYTES, nodeHash, type ReadHash } from "./tree-hash.ts";

export const TILE_WIDTH = 256;
/** Levels of the tree inside one tile: log2(256). */
export const TILE_LEVELS = 8;

export interface TileSource {
  /** Leaves in the tree. */
  readonly size: number;
  /** The stored bytes of a tile: full at level 0, possibly partial above. */
  readonly readTile: (level: number, index: number) => Uint8Array;
  /** The hash of a leaf that no full tile holds yet. */
  readonly readLeaf: (index: number) => Uint8Array;
}

/** A full tile of level 0 from its 256 leaf hashes, in order. Throws a RangeError for another number of them. */
export function packTile(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = concatBytes(hashes);
  if (hashes.length !== TILE_WIDTH || bytes.byteLength !== TILE_WIDTH * HASH_BYTES) {
    throw new RangeError(`a tile of ${hashes.length} hashes`);
  }
  return bytes;
}

/** Reads hashes from tiles and leaf rows; each tile is read once. LIMIT: keep it for one proof, it holds 8 KiB per tile. */
export function createHashReader(source: TileSource): ReadHash {
  const tiles = new Map<string, Uint8Array>();
  const readTile = (level: number, index: number): Uint8Array => {
    const name = `${level}/${index}`;
    const bytes = tiles.get(name) ?? source.readTile(level, index);
    tiles.set(name, bytes);
    return bytes;
  };
  const fullTiles = Math.floor(source.size / TILE_WIDTH);
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    const count = 2 ** (level % TILE_LEVELS);
    const first = index * count;
    const tileIndex = Math.floor(first / TILE_WIDTH);
    if (tileLevel === 0 && tileIndex >= fullTiles) return fold(count, (at) => source.readLeaf(first + at));
    const bytes = readTile(tileLevel, tileIndex);
    return fold(count, (at) => hashAt(bytes, (first % TILE_WIDTH) + at));
  };
}

function hashAt(tile: Uint8Array, position: number): Uint8Array {
  const hash = tile.slice(position * HASH_BYTES, (position + 1) * HASH_BYTES);
  if (hash.byteLength !== HASH_BYTES) throw new RangeError(`a tile without hash ${position}`);
  return hash;
}

/** The root over `count` hashes, a power of two. */
function fold(count: number, read: (at: number) => Uint8Array): Uint8Array {
  let row = Array.from({ length: count }, (_, at) => read(at));
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, at) => {
      return nodeHash(row[at * 2] as Uint8Array, row[at * 2 + 1] as Uint8Array);
    });
  }
  return row[0] as Uint8Array;
}
