// Is an instant, held as two 32-bit words of nanoseconds, inside the accepted window? Exact, without a bigint per row.

import type { IngestLimits } from "./ingest-limits.ts";

export const OUTSIDE_WINDOW = "outside the accepted time window";
export const BEYOND_RANGE = "with a time past the year 2262";

export class TimeWindow {
  readonly #bounds: BigUint64Array;
  readonly #words: Uint32Array;

  constructor({ minTimeMs, maxTimeMs }: Pick<IngestLimits, "minTimeMs" | "maxTimeMs">) {
    this.#bounds = BigUint64Array.of(toNanos(minTimeMs), toNanos(maxTimeMs));
    this.#words = new Uint32Array(this.#bounds.buffer);
  }

  holds(words: Uint32Array, slot: number): boolean {
    const lo = words[slot * 2] as number;
    const hi = words[slot * 2 + 1] as number;
    const [minLo = 0, minHi = 0, maxLo = 0, maxHi = 0] = this.#words;
    const isBefore = hi < minHi || (hi === minHi && lo < minLo);
    return !isBefore && (hi < maxHi || (hi === maxHi && lo < maxLo));
  }
}

/** Does the unsigned instant fit the signed column? */
export function isStorable(words: Uint32Array, slot: number): boolean {
  return (words[slot * 2 + 1] as number) < 0x8000_0000;
}

function toNanos(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms))) * 1_000_000n;
}
