// Which ids were seen in the running period or the one before it (an hour for series, a UTC day for label values): the
// definition of active. INVARIANT: exact; what was noted stays until a whole period has passed without it.

import { IdSet, type Id } from "./id-set.ts";

export class Roster {
  readonly #periodMs: number;
  #period = Number.NEGATIVE_INFINITY;
  #running = new IdSet();
  #before = new IdSet();
  #onlyBefore = 0;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  get size(): number {
    return this.#running.size + this.#onlyBefore;
  }

  get period(): number {
    return this.#period;
  }

  /** Goes on to the period of this instant; true when it is another one. A clock that went back changes nothing. */
  turn(nowMs: number): boolean {
    const period = Math.floor(nowMs / this.#periodMs);
    if (period <= this.#period) return false;
    this.#before = period === this.#period + 1 ? this.#running : new IdSet();
    this.#onlyBefore = this.#before.size;
    this.#running = new IdSet();
    this.#period = period;
    return true;
  }

  has(id: Id): boolean {
    return this.#running.has(id) || this.#before.has(id);
  }

  isInPeriod(id: Id): boolean {
    return this.#running.has(id);
  }

  /** True when it was not yet noted in the running period. */
  note(id: Id): boolean {
    if (!this.#running.add(id)) return false;
    if (this.#before.has(id)) this.#onlyBefore--;
    return true;
  }

  *ids(): Generator<Id> {
    yield* this.#running;
    for (const id of this.#before) if (!this.#running.has(id)) yield id;
  }
}
