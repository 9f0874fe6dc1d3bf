// One metric data point between decoding and storing. A decoder has one draft and fills it anew for every point.
// 64-bit values are words in `words`; `floats` and `ints` look at the same memory.

import type { AttributeSet } from "./attribute-set.ts";

export const START = 0;
export const TIME = 1;
export const VALUE = 2;
export const INT = 3;
export const COUNT = 4;
export const SUM = 5;
export const MIN = 6;
export const MAX = 7;
const SLOTS = 8;

/** OTLP's DataPointFlags.NO_RECORDED_VALUE. */
export const NO_RECORDED_VALUE = 1;

export class PointDraft {
  readonly words = new Uint32Array(SLOTS * 2);
  readonly floats = new Float64Array(this.words.buffer);
  readonly ints = new BigInt64Array(this.words.buffer);
  /** Bit `1 << slot` is set for each slot that was filled. */
  present = 0;
  flags = 0;
  attributes: AttributeSet | null = null;
  distribution: string | null = null;
  exemplars: string | null = null;
  /** Why the point cannot be kept. */
  problem: string | null = null;

  clear(): void {
    this.present = 0;
    this.words[TIME * 2] = 0;
    this.words[TIME * 2 + 1] = 0;
    this.flags = 0;
    this.attributes = null;
    this.distribution = null;
    this.exemplars = null;
    this.problem = null;
  }

  has(slot: number): boolean {
    return (this.present & (1 << slot)) !== 0;
  }

  setFloat(slot: number, value: number): void {
    this.floats[slot] = value;
    this.present |= 1 << slot;
  }

  setInt(slot: number, value: bigint): void {
    this.ints[slot] = value;
    this.present |= 1 << slot;
  }
}

const TWO_32 = 4_294_967_296;

/** An integer point: its nearest double is the value, and the integer stays only when that double is not it. */
export function settleInteger(draft: PointDraft): void {
  const high = (draft.words[INT * 2 + 1] as number) | 0;
  const value = high * TWO_32 + (draft.words[INT * 2] as number);
  draft.setFloat(VALUE, value);
  if (Number.isSafeInteger(value) || BigInt(value) === draft.ints[INT]) draft.present &= ~(1 << INT);
}

/** A distribution whose count was left out has proto3's zero, unless nothing was recorded. */
export function settleCount(draft: PointDraft): void {
  if (!draft.has(COUNT) && (draft.flags & NO_RECORDED_VALUE) === 0) draft.setInt(COUNT, 0n);
}
