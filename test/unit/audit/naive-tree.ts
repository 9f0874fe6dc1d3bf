// The oracle: RFC 6962, section 2.1, written down as it stands over a list of all leaves, plus a seeded random source.

import { leafHash } from "../../../src/audit/index.ts";
import { sha256 } from "../../../src/kernel/sha256.ts";

const NODE = new Uint8Array([1]);

export interface NaiveTree {
  readonly leaves: readonly Uint8Array[];
  root(start: number, end: number): Uint8Array;
  path(index: number, start: number, end: number): Uint8Array[];
  proof(oldSize: number, start: number, end: number, isWhole: boolean): Uint8Array[];
}

export function naiveTree(size: number): NaiveTree {
  const leaves = Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`));
  const known = new Map<number, Uint8Array>();
  const split = (count: number): number => 2 ** (Math.ceil(Math.log2(count)) - 1);
  const tree: NaiveTree = {
    leaves,
    root(start, end) {
      if (end === start) return sha256();
      if (end - start === 1) return leaves[start] as Uint8Array;
      const name = start * (size + 1) + end;
      const middle = start + split(end - start);
      const hash = known.get(name) ?? sha256(NODE, tree.root(start, middle), tree.root(middle, end));
      known.set(name, hash);
      return hash;
    },
    path(index, start, end) {
      if (end - start === 1) return [];
      const middle = start + split(end - start);
      if (index < middle) return [...tree.path(index, start, middle), tree.root(middle, end)];
      return [...tree.path(index, middle, end), tree.root(start, middle)];
    },
    proof(oldSize, start, end, isWhole) {
      if (oldSize === end - start) return isWhole ? [] : [tree.root(start, end)];
      const k = split(end - start);
      if (oldSize <= k) return [...tree.proof(oldSize, start, start + k, isWhole), tree.root(start + k, end)];
      return [...tree.proof(oldSize - k, start + k, end, false), tree.root(start, start + k)];
    },
  };
  return tree;
}

/** Whole numbers in [0, bound) from a seed (mulberry32). */
export function seededBelow(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

/** A new seed each run, printed so that a failure can be run again. */
export function printedSeed(): number {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  return seed;
}
