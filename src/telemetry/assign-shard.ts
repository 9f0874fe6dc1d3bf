// Which shard keeps a key: jump consistent hash (Lamping and Veach, 2014). Of n shards becoming n + 1, only one key in
// n + 1 moves, always to the new one; so growing a tenant spreads its series without reshuffling them.

const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

/** FNV-1a over UTF-16 units, then mixed so that the high bits, which the jump uses, depend on all of the key. */
function hash32(key: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, shardCount). INVARIANT: stored data lies by it; it never changes. */
export function assignShard(key: string, shardCount: number): number {
  if (shardCount <= 1) return 0;
  let state = BigInt(hash32(key));
  let bucket = -1;
  let next = 0;
  while (next < shardCount) {
    bucket = next;
    state = BigInt.asUintN(64, state * 2_862_933_555_777_941_757n + 1n);
    next = Math.floor((bucket + 1) * (2 ** 31 / (Number(state >> 33n) + 1)));
  }
  return bucket;
}
