// The admitted values of a label that is full, as isolates get to know them: a Bloom filter (1970) of 20 bits an id and 10
// probes, which takes a value that was not admitted for one that was about once in 11,000.

import type { Id } from "./id-set.ts";

const BITS_PER_ID = 20;
const PROBES = 10;
const MIN_BYTES = 8;

export function valueFilter(ids: Iterable<Id>, count: number): Uint8Array {
  const filter = new Uint8Array(Math.max(MIN_BYTES, Math.ceil((count * BITS_PER_ID) / 8)));
  for (const id of ids) {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(id, probe, filter.length * 8);
      filter[bit >> 3] = (filter[bit >> 3] as number) | (1 << (bit & 7));
    }
  }
  return filter;
}

/** False only when the id was certainly not put in. */
export function mayHoldId(filter: Uint8Array, id: Id): boolean {
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = bitOf(id, probe, filter.length * 8);
    if (((filter[bit >> 3] as number) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/** Double hashing (Kirsch and Mitzenmacher, 2006): two words make any number of probes. */
function bitOf({ high, low }: Id, probe: number, bits: number): number {
  return ((high + Math.imul(probe, low | 1)) >>> 0) % bits;
}
