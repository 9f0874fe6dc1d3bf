// Dictionaries of 64-bit values: a column of few distinct values becomes codes and the values they stand for.
// Times, start times and batch numbers repeat across series, so this is what makes them small and quick to read.

export interface WordDictionary {
  readonly codes: Uint32Array;
  /** Words of the distinct values, in order of first appearance. */
  readonly distinct: Int32Array;
}

const EMPTY = 0xffff_ffff;

function hashOf(low: number, high: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2_ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Null as soon as more than `mostDistinct` values are met: PLAIN is then the better encoding. */
export function wordDictionary(words: Int32Array, mostDistinct: number): WordDictionary | null {
  const rows = words.length / 2;
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, mostDistinct * 2)));
  const table = new Uint32Array(size).fill(EMPTY);
  const distinct = new Int32Array((mostDistinct + 1) * 2);
  const codes = new Uint32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const low = words[2 * i] as number;
    const high = words[2 * i + 1] as number;
    let slot = hashOf(low, high) & (size - 1);
    let code = table[slot] as number;
    while (code !== EMPTY && (distinct[2 * code] !== low || distinct[2 * code + 1] !== high)) {
      slot = (slot + 1) & (size - 1);
      code = table[slot] as number;
    }
    if (code === EMPTY) {
      if (count === mostDistinct) return null;
      code = count++;
      table[slot] = code;
      distinct[2 * code] = low;
      distinct[2 * code + 1] = high;
    }
    codes[i] = code;
  }
  return { codes, distinct: distinct.slice(0, count * 2) };
}
