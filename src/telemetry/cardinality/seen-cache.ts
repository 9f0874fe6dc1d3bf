// Ids that an isolate has met, in a bounded amount of memory: when half of it is full the older half is forgotten. What is
// forgotten is asked about again. INVARIANT: `has` is true only for what was added.

import { IdSet, type Id } from "./id-set.ts";

/** LIMIT: two sets of at most 512 KiB for a tenant and isolate; one with more ids asks about some of them again. */
const MOST_IN_HALF = 49_000;
const BYTES_OF_SLOT = 8;

export class SeenCache {
  #newer = new IdSet();
  #older = new IdSet();

  get sizeBytes(): number {
    return (this.#newer.slots + this.#older.slots) * BYTES_OF_SLOT;
  }

  has(id: Id): boolean {
    return this.#newer.has(id) || this.#older.has(id);
  }

  add(id: Id): void {
    if (this.#newer.size >= MOST_IN_HALF) {
      this.#older = this.#newer;
      this.#newer = new IdSet();
    }
    this.#newer.add(id);
  }
}
