// A Bloom filter over the names that a block holds (metric names, or service names of logs and traces), kept in the
// catalog: a query for one name skips the blocks that cannot hold it without reading a byte of them.
// INVARIANT: bytes are stored: 10 bits a name, 7 probes, positions from two FNV-1a hashes; never changed.

import { utf8 } from "../../kernel/bytes.ts";

const BITS_PER_NAME = 10;
const PROBES = 7;
/** LIMIT: 8 KiB of filter, 6,500 names at the stated error of 1 %; beyond that it prunes less and stays right. */
const MAX_BYTES = 8_192;
const MIN_BYTES = 8;

function fnv1a(bytes: Uint8Array, offsetBasis: number): number {
  let hash = offsetBasis;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
  hash ^= hash >>> 16;
  return Math.imul(hash, 0x85eb_ca6b) >>> 0;
}

function positions(name: string, bits: number): number[] {
  const bytes = utf8(name);
  const first = fnv1a(bytes, 0x811c_9dc5);
  const second = fnv1a(bytes, 0x01d4_9f2b) | 1;
  return Array.from({ length: PROBES }, (_, probe) => ((first + Math.imul(probe, second)) >>> 0) % bits);
}

export function nameBloom(names: readonly string[]): Uint8Array {
  const wanted = Math.ceil((names.length * BITS_PER_NAME) / 8);
  const bloom = new Uint8Array(Math.min(MAX_BYTES, Math.max(MIN_BYTES, wanted)));
  for (const name of names) {
    for (const bit of positions(name, bloom.length * 8))
      bloom[bit >> 3] = (bloom[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return bloom;
}

/** False only when the name was certainly not put in. */
export function mayHoldName(bloom: Uint8Array, name: string): boolean {
  if (bloom.length === 0) return true;
  return positions(name, bloom.length * 8).every((bit) => ((bloom[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
}
