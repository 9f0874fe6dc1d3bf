// The hashes of an RFC 6962 (2.1) Merkle tree over SHA-256. The prefixes keep a leaf from passing as a node.
// A hash is addressed by (level, index): the root of the complete subtree over the leaves
// [index * 2^level, (index + 1) * 2^level). LIMIT: sizes are safe integers, below 2^53.

import { sha256 } from "../kernel/sha256.ts";

export const HASH_BYTES = 32;

const LEAF_PREFIX = new Uint8Array([0]);
const NODE_PREFIX = new Uint8Array([1]);

/** Reads one hash of a complete subtree. A missing one is a bug or damage, and throws. */
export type ReadHash = (level: number, index: number) => Uint8Array;

export function leafHash(encodedEntry: string | Uint8Array): Uint8Array {
  return sha256(LEAF_PREFIX, encodedEntry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE_PREFIX, left, right);
}

/** The root of the tree without leaves: the hash of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256();
}

/** The largest power of two below `count`, for `count` of at least 2: where RFC 6962 splits a tree. */
export function splitPoint(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** The root over the leaves [start, end), where `start` is a multiple of the next power of two of the length. */
export function rangeRoot(start: number, end: number, readHash: ReadHash): Uint8Array {
  const count = end - start;
  if (count === 0) return emptyRoot();
  const level = Math.round(Math.log2(count));
  if (2 ** level === count) return readHash(level, start / count);
  const middle = start + splitPoint(count);
  return nodeHash(rangeRoot(start, middle, readHash), rangeRoot(middle, end, readHash));
}
