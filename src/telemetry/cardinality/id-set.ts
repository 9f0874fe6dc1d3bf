// A set of 64-bit ids, as pairs of 32-bit words in one open-addressed table: 8 to 21 bytes an id, where a Set of texts
// takes about 100. INVARIANT: exact, up to ids being hashes of what they stand for.

const FIRST_SLOTS = 16;
/** Filled further than this, probes get long. */
const MOST_FILLED = 0.75;

export interface Id {
  readonly high: number;
  readonly low: number;
}

export class IdSet {
  #words = new Uint32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Of the table, 8 bytes each. */
  get slots(): number {
    return this.#words.length / 2;
  }

  has({ high, low }: Id): boolean {
    if (this.#size === 0) return false;
    return this.#words[this.#place(high, lowOf(low)) * 2 + 1] !== 0;
  }

  /** True when it was not in the set before. */
  add({ high, low }: Id): boolean {
    if ((this.#size + 1) * 2 > this.#words.length * MOST_FILLED) this.#grow();
    return this.#put(high, lowOf(low));
  }

  *[Symbol.iterator](): Generator<Id> {
    for (let at = 0; at < this.#words.length; at += 2) {
      const low = this.#words[at + 1] as number;
      if (low !== 0) yield { high: this.#words[at] as number, low };
    }
  }

  #put(high: number, low: number): boolean {
    const place = this.#place(high, low) * 2;
    if (this.#words[place + 1] !== 0) return false;
    this.#words[place] = high;
    this.#words[place + 1] = low;
    this.#size++;
    return true;
  }

  /** Where the id is, or the free slot where it belongs. */
  #place(high: number, low: number): number {
    const mask = this.#words.length / 2 - 1;
    let slot = (high ^ Math.imul(low, 0x9e37_79b1)) & mask;
    for (;;) {
      const there = this.#words[slot * 2 + 1] as number;
      if (there === 0 || (there === low && this.#words[slot * 2] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Uint32Array(Math.max(FIRST_SLOTS * 2, old.length * 2));
    this.#size = 0;
    for (let at = 0; at < old.length; at += 2) {
      const low = old[at + 1] as number;
      if (low !== 0) this.#put(old[at] as number, low);
    }
  }
}

/** A low word of 0 marks a free slot; the one id in four thousand million that has it is told as its neighbour. */
function lowOf(low: number): number {
  return low === 0 ? 1 : low;
}
