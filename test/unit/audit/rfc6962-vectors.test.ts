// Published vectors: the leaves, roots and proofs of certificate-transparency's merkle tree tests, and the leaf and
// node hashes of transparency-dev/merkle's rfc6962 tests.

import { expect, test } from "vitest";
import {
  append,
  EMPTY_FRONTIER,
  inclusionProof,
  consistencyProof,
  leafHash,
  rootOf,
} from "../../../src/audit/index.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/audit/index.ts";
import type { ReadHash } from "../../../src/audit/index.ts";
import { nodeHash, rangeRoot } from "../../../src/audit/tree-hash.ts";
import { hex, utf8 } from "../../../src/kernel/bytes.ts";
import { bytesOf } from "./sample-log.ts";

const INPUTS = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const INCLUSIONS = [
  {
    index: 0,
    proof: [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  },
  {
    index: 5,
    proof: [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  },
];
const CONSISTENCIES = [
  {
    oldSize: 1,
    newSize: 8,
    proof: [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  },
  {
    oldSize: 6,
    newSize: 8,
    proof: [
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  },
  {
    oldSize: 2,
    newSize: 5,
    proof: [
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  },
];

const leaves = INPUTS.map((input) => leafHash(bytesOf(input)));
const readHash: ReadHash = (level, index) => {
  if (level === 0) return leaves[index] as Uint8Array;
  const count = 2 ** level;
  const [start, middle, end] = [index * count, (index + 0.5) * count, (index + 1) * count];
  return nodeHash(rangeRoot(start, middle, readHash), rangeRoot(middle, end, readHash));
};
const rootAt = (size: number): Uint8Array => bytesOf(ROOTS[size] ?? "");

test("the roots of the empty tree and of the eight published leaves are the published ones", () => {
  let frontier = EMPTY_FRONTIER;
  expect(hex(rootOf(frontier))).toBe(ROOTS[0]);
  leaves.forEach((leaf, index) => {
    frontier = append(frontier, leaf).frontier;
    expect(hex(rootOf(frontier))).toBe(ROOTS[index + 1]);
  });
});

test("leaf and node hashes are the published ones", () => {
  expect(hex(leafHash("L123456"))).toBe("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  expect(hex(nodeHash(utf8("N123"), utf8("N456")))).toBe(
    "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb",
  );
});

test.each(INCLUSIONS)(
  "the published inclusion proof of leaf $index is made and holds",
  ({ index, proof }) => {
    expect(inclusionProof(index, 8, readHash)).toEqual({ ok: true, value: proof.map(bytesOf) });
    const leaf = leaves[index] as Uint8Array;
    expect(verifyInclusion({ leaf, index, size: 8, root: rootAt(8), proof: proof.map(bytesOf) })).toBe(true);
  },
);

test.each(CONSISTENCIES)(
  "the published consistency proof of $oldSize in $newSize is made and holds",
  (vector) => {
    const { oldSize, newSize } = vector;
    const proof = vector.proof.map(bytesOf);
    expect(consistencyProof(oldSize, newSize, readHash)).toEqual({ ok: true, value: proof });
    expect(
      verifyConsistency({ oldSize, oldRoot: rootAt(oldSize), newSize, newRoot: rootAt(newSize), proof }),
    ).toBe(true);
  },
);
