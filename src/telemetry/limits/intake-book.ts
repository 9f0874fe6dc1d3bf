// What one isolate keeps of one tenant for admitting telemetry: its leases, the label values and the series it has met.
// Everything here may be forgotten at any time: what is forgotten is asked about again.

import { HOUR_MS, SECOND_MS } from "../../kernel/time.ts";
import type { LabelBook } from "../cardinality/label-book.ts";
import { SeenCache } from "../cardinality/seen-cache.ts";
import { createLeaseBook, type LeaseBook } from "./lease-book.ts";

const REFUSALS_KEPT_MS = 10 * SECOND_MS;
const TELL_EVERY_MS = 5 * SECOND_MS;
const OWN_BYTES = 1_024;

export class IntakeBook {
  /** The limits it was opened for: with others it is another book. */
  readonly stamp: string;
  readonly leases: LeaseBook = createLeaseBook();
  readonly labels: LabelBook;
  #hour = -1;
  #seen = new SeenCache();
  #refused = new SeenCache();
  #refusedUntilMs = 0;
  #tellAtMs = 0;
  #weight = 0;

  constructor(stamp: string, labels: LabelBook) {
    this.stamp = stamp;
    this.labels = labels;
  }

  /** Since it was weighed last. */
  get isGrown(): boolean {
    return this.#sizeBytes > this.#weight;
  }

  weigh(): number {
    this.#weight = this.#sizeBytes;
    return this.#weight;
  }

  get #sizeBytes(): number {
    return OWN_BYTES + this.labels.sizeBytes + this.#seen.sizeBytes + this.#refused.sizeBytes;
  }

  /** Series that their shard has admitted in this clock hour, all of whose label values were admitted. */
  get seen(): SeenCache {
    return this.#seen;
  }

  /** Series that their shard has refused a moment ago. */
  get refused(): SeenCache {
    return this.#refused;
  }

  turn(nowMs: number): void {
    const hour = Math.floor(nowMs / HOUR_MS);
    if (hour !== this.#hour) this.#seen = new SeenCache();
    this.#hour = hour;
    if (nowMs >= this.#refusedUntilMs) {
      this.#refused = new SeenCache();
      this.#refusedUntilMs = nowMs + REFUSALS_KEPT_MS;
    }
    this.labels.turn(nowMs);
  }

  /** True at most once in a while, when there is something to tell the tenant object. */
  shouldTell(nowMs: number): boolean {
    if (nowMs < this.#tellAtMs || !this.labels.hasNews) return false;
    this.#tellAtMs = nowMs + TELL_EVERY_MS;
    return true;
  }
}
