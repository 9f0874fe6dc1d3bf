// Checks proofs with nothing but the roots: the algorithms of RFC 9162, 2.1.3.2 (inclusion) and 2.1.4.2 (consistency).
// Any malformed input is a proof that does not hold; nothing throws.

import { isSameBytes } from "../kernel/bytes.ts";
import { emptyRoot, HASH_BYTES, nodeHash } from "./tree-hash.ts";

export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Is the leaf at that index of the tree with that root? */
export function verifyInclusion({ leaf, index, size, root, proof }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  const walk = { fn: index, sn: size - 1 };
  let hash = leaf;
  for (const step of proof) {
    if (walk.sn === 0) return false;
    const isLeft = walk.fn % 2 === 1 || walk.fn === walk.sn;
    hash = isLeft ? nodeHash(step, hash) : nodeHash(hash, step);
    if (isLeft) skipMissing(walk);
    goUp(walk);
  }
  return walk.sn === 0 && isSameBytes(hash, root);
}

/** Does the tree with the new root begin with all leaves of the tree with the old one? */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (!areHashes([oldRoot, newRoot, ...proof])) return false;
  if (oldSize === newSize) return proof.length === 0 && isSameBytes(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && isSameBytes(oldRoot, emptyRoot());
  // A complete older tree is a node of the newer: its root is left out of the proof.
  return foldConsistency(claim, isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof);
}

function foldConsistency(claim: ConsistencyClaim, [seed, ...steps]: readonly Uint8Array[]): boolean {
  if (seed === undefined) return false;
  const walk = { fn: claim.oldSize - 1, sn: claim.newSize - 1 };
  while (walk.fn % 2 === 1) goUp(walk);
  let oldHash = seed;
  let newHash = seed;
  for (const step of steps) {
    if (walk.sn === 0) return false;
    if (walk.fn % 2 === 1 || walk.fn === walk.sn) {
      oldHash = nodeHash(step, oldHash);
      newHash = nodeHash(step, newHash);
      skipMissing(walk);
    } else {
      newHash = nodeHash(newHash, step);
    }
    goUp(walk);
  }
  return walk.sn === 0 && isSameBytes(oldHash, claim.oldRoot) && isSameBytes(newHash, claim.newRoot);
}

/** The RFC's `fn` and `sn`: the node's number and the last one's, at the level reached. */
interface Walk {
  fn: number;
  sn: number;
}

function goUp(walk: Walk): void {
  walk.fn = Math.floor(walk.fn / 2);
  walk.sn = Math.floor(walk.sn / 2);
}

/** A last node without a right sibling goes up unchanged until it is a right child. */
function skipMissing(walk: Walk): void {
  while (walk.fn % 2 === 0 && walk.fn !== 0) goUp(walk);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value;
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.byteLength === HASH_BYTES);
}
