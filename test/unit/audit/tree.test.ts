// The frontier, the tiles and the proofs against a naive tree, over every small size and over random ones.

import { expect, test } from "vitest";
import {
  append,
  consistencyProof,
  createHashReader,
  EMPTY_FRONTIER,
  encodeFrontier,
  frontierAt,
  inclusionProof,
  packTile,
  parseFrontier,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from "../../../src/audit/index.ts";
import type { CompletedTile, Frontier, ReadHash } from "../../../src/audit/index.ts";
import { concatBytes, hex } from "../../../src/kernel/bytes.ts";
import { naiveTree, printedSeed, seededBelow, type NaiveTree } from "./naive-tree.ts";

// Tens of thousands of hashes: seconds on a busy machine.
const SLOW = { timeout: 60_000 };
const BIG_SIZE = 70_000;
const bigTree = naiveTree(BIG_SIZE);

interface StoredLog {
  readonly frontier: Frontier;
  readonly readHash: ReadHash;
  readonly reads: { tiles: number; leaves: number };
}

/** What the store keeps: full tiles of level 0, growing tiles above, and leaf rows of the newest entries only. */
function storeLog(tree: NaiveTree, size: number): StoredLog {
  const tiles = new Map<string, Uint8Array>();
  const leaves = new Map<number, Uint8Array>();
  const reads = { tiles: 0, leaves: 0 };
  let frontier = EMPTY_FRONTIER;
  const keep = ({ level, index, root }: CompletedTile): void => {
    if (level === 0) tiles.set(`0/${index}`, packTile(tree.leaves.slice(index * 256, (index + 1) * 256)));
    const above = `${level + 1}/${Math.floor(index / 256)}`;
    tiles.set(above, concatBytes([tiles.get(above) ?? new Uint8Array(), root]));
    if (level === 0) for (let at = 0; at < 256; at++) leaves.delete(index * 256 + at);
  };
  for (let index = 0; index < size; index++) {
    const leaf = tree.leaves[index] as Uint8Array;
    leaves.set(index, leaf);
    const next = append(frontier, leaf);
    frontier = next.frontier;
    next.completedTiles.forEach(keep);
  }
  const readTile = (level: number, index: number): Uint8Array => {
    reads.tiles++;
    return tiles.get(`${level}/${index}`) as Uint8Array;
  };
  const readLeaf = (index: number): Uint8Array => {
    reads.leaves++;
    return leaves.get(index) as Uint8Array;
  };
  return { frontier, readHash: createHashReader({ size, readTile, readLeaf }), reads };
}

function value<T>(result: { readonly ok: boolean; readonly value?: T }): T {
  if (!result.ok) throw new Error("the result is a fault");
  return result.value as T;
}

function hexes(hashes: readonly Uint8Array[]): string[] {
  return hashes.map(hex);
}

function directReader(tree: NaiveTree): ReadHash {
  return (level, index) => tree.root(index * 2 ** level, (index + 1) * 2 ** level);
}

test("the root, the stored form and the frontier read back agree with the naive tree for every size to 600", () => {
  const tree = naiveTree(600);
  const readHash = directReader(tree);
  let frontier = EMPTY_FRONTIER;
  for (let size = 0; size <= 600; size++) {
    expect(hex(rootOf(frontier))).toBe(hex(tree.root(0, size)));
    expect(value(parseFrontier(encodeFrontier(frontier)))).toEqual(frontier);
    expect(frontierAt(size, readHash)).toEqual(frontier);
    if (size < 600) frontier = append(frontier, tree.leaves[size] as Uint8Array).frontier;
  }
});

test(
  "every entry of every size to 80 and of 255 to 257 and 511 to 513 is proven to be in the tree",
  SLOW,
  () => {
    const sizes = [...Array.from({ length: 80 }, (_, at) => at + 1), 255, 256, 257, 511, 512, 513];
    const tree = naiveTree(513);
    const readHash = directReader(tree);
    for (const size of sizes) {
      const root = tree.root(0, size);
      for (let index = 0; index < size; index++) {
        const proof = value(inclusionProof(index, size, readHash));
        if (size <= 80) expect(hexes(proof)).toEqual(hexes(tree.path(index, 0, size)));
        const claim = { leaf: tree.leaves[index] as Uint8Array, index, size, root, proof };
        if (!verifyInclusion(claim)) expect.fail(`entry ${index} of ${size}`);
      }
    }
  },
);

test(
  "every tree to 600 begins with sampled older ones, and every tree to 70 with all older ones",
  SLOW,
  () => {
    const tree = naiveTree(600);
    const readHash = directReader(tree);
    for (let newSize = 0; newSize <= 600; newSize++) {
      const newRoot = tree.root(0, newSize);
      for (let oldSize = 0; oldSize <= newSize; oldSize += newSize <= 70 ? 1 : 23) {
        const proof = value(consistencyProof(oldSize, newSize, readHash));
        if (oldSize > 0) expect(hexes(proof)).toEqual(hexes(tree.proof(oldSize, 0, newSize, true)));
        const claim = { oldSize, oldRoot: tree.root(0, oldSize), newSize, newRoot, proof };
        if (!verifyConsistency(claim)) expect.fail(`${oldSize} in ${newSize}`);
      }
    }
  },
);

test("proofs from stored tiles and the newest leaves hold for random sizes to 5000", SLOW, () => {
  const below = seededBelow(printedSeed());
  const tree = naiveTree(5_000);
  for (let round = 0; round < 12; round++) {
    const size = 1 + below(5_000);
    const { frontier, readHash } = storeLog(tree, size);
    const root = rootOf(frontier);
    expect(hex(root)).toBe(hex(tree.root(0, size)));
    for (let sample = 0; sample < 25; sample++) {
      const index = below(size);
      const inclusion = value(inclusionProof(index, size, readHash));
      const leaf = tree.leaves[index] as Uint8Array;
      expect(verifyInclusion({ leaf, index, size, root, proof: inclusion })).toBe(true);
      const oldSize = below(size + 1);
      const proof = value(consistencyProof(oldSize, size, readHash));
      const oldRoot = tree.root(0, oldSize);
      expect(verifyConsistency({ oldSize, oldRoot, newSize: size, newRoot: root, proof })).toBe(true);
      expect(hex(rootOf(frontierAt(oldSize, readHash)))).toBe(hex(oldRoot));
    }
  }
});

test("a proof in a log of 70000 entries reads three tiles and no leaf twice", SLOW, () => {
  const [size, tree] = [BIG_SIZE, bigTree];
  const { frontier, readHash, reads } = storeLog(tree, size);
  const index = 12_345;
  const proof = value(inclusionProof(index, size, readHash));
  const leaf = tree.leaves[index] as Uint8Array;
  expect(verifyInclusion({ leaf, index, size, root: rootOf(frontier), proof })).toBe(true);
  // Level 0 and level 1 around the entry, and level 1 at the right edge; 70000 % 256 leaves stand outside tiles.
  expect(reads).toEqual({ tiles: 3, leaves: 70_000 % 256 });
});

test("an append names the tiles it fills, with their roots", SLOW, () => {
  let frontier = EMPTY_FRONTIER;
  const filled: string[] = [];
  for (const leaf of bigTree.leaves.slice(0, 65_536)) {
    const next = append(frontier, leaf);
    frontier = next.frontier;
    for (const { level, index, root } of next.completedTiles) {
      const leavesEach = 256 ** (level + 1);
      expect(hex(root)).toBe(hex(bigTree.root(index * leavesEach, (index + 1) * leavesEach)));
      filled.push(`${frontier.size}:${level}/${index}`);
    }
  }
  expect(filled.length).toBe(257);
  expect(filled.slice(0, 2)).toEqual(["256:0/0", "512:0/1"]);
  expect(filled.slice(-2)).toEqual(["65536:0/255", "65536:1/0"]);
});

test("a proof with any hash changed, missing, added or moved does not hold", () => {
  const seed = printedSeed();
  const below = seededBelow(seed);
  const tree = naiveTree(700);
  const readHash = directReader(tree);
  for (let round = 0; round < 200; round++) {
    const size = 3 + below(690);
    const index = below(size);
    const root = tree.root(0, size);
    const leaf = tree.leaves[index] as Uint8Array;
    const proof = value(inclusionProof(index, size, readHash));
    const claims = broken(proof, below).map((bad) => ({ leaf, index, size, root, proof: bad }));
    claims.push({ leaf, index: (index + 1) % size, size, root, proof: [...proof] });
    claims.push({
      leaf: tree.leaves[(index + 1) % size] as Uint8Array,
      index,
      size,
      root,
      proof: [...proof],
    });
    expect(claims.some(verifyInclusion)).toBe(false);

    const oldSize = 1 + below(size - 1);
    const oldRoot = tree.root(0, oldSize);
    const steps = value(consistencyProof(oldSize, size, readHash));
    const forged = broken(steps, below).map((bad) => ({
      oldSize,
      oldRoot,
      newSize: size,
      newRoot: root,
      proof: bad,
    }));
    forged.push({
      oldSize,
      oldRoot: tree.root(0, oldSize + 1),
      newSize: size,
      newRoot: root,
      proof: [...steps],
    });
    forged.push({ oldSize, oldRoot, newSize: size, newRoot: tree.root(0, size + 1), proof: [...steps] });
    expect(forged.some(verifyConsistency)).toBe(false);
  }
});

function broken(proof: readonly Uint8Array[], below: (bound: number) => number): Uint8Array[][] {
  const at = below(proof.length);
  const changed = proof.map((hash) => hash.slice());
  const target = changed[at] as Uint8Array;
  const flipped = below(32);
  target[flipped] = (target[flipped] ?? 0) ^ (1 << below(8));
  const short = proof.map((hash, position) => (position === at ? hash.slice(0, 31) : hash));
  return [changed, short, proof.slice(0, -1), [...proof, new Uint8Array(32)], proof.toSpliced(at, 1)];
}

test("a proof of an entry or an older tree that the log does not have is refused by code", () => {
  const none: ReadHash = () => expect.fail("nothing is read for a refusal");
  for (const [index, size] of [
    [0, 0],
    [5, 5],
    [-1, 5],
    [1.5, 5],
  ] as const) {
    expect(inclusionProof(index, size, none)).toMatchObject({
      ok: false,
      fault: { code: "audit.not_found" },
    });
  }
  expect(consistencyProof(6, 5, none)).toMatchObject({ ok: false, fault: { code: "request.invalid" } });
  expect(
    verifyInclusion({ leaf: new Uint8Array(32), index: 0, size: 0, root: new Uint8Array(32), proof: [] }),
  ).toBe(false);
});

test("bytes that are no frontier are refused by code", () => {
  const good = encodeFrontier({ size: 3, peaks: [new Uint8Array(32), new Uint8Array(32)] });
  const otherVersion = good.with(0, 2);
  const bads = [
    new Uint8Array(),
    good.slice(0, -1),
    new Uint8Array([...good, 0]),
    otherVersion,
    good.with(1, 255),
  ];
  for (const bad of bads) {
    expect(parseFrontier(bad)).toMatchObject({ ok: false, fault: { code: "audit.malformed" } });
  }
});

test("a tile that is not 256 hashes is a bug and throws", () => {
  expect(() => packTile([new Uint8Array(32)])).toThrow(RangeError);
});
