// 64-bit columns handled as pairs of 32-bit words (little endian: low, high), so that no BigInt is made per row and the
// bits of a NaN (Prometheus' stale marker) survive copying.
// INVARIANT: the platform is little endian, as Parquet's own PLAIN encoding is.

const HIGH = 4_294_967_296;

/** The words of a 64-bit column: two for each value. */
export function wordsOf(values: BigInt64Array | Float64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/**
 * Each value less `base`, as a double.
 * LIMIT: exact while the difference is under 2^53: 104 days of nanoseconds.
 */
export function differences(values: BigInt64Array, base: bigint): Float64Array {
  const words = wordsOf(values);
  const baseWords = wordsOf(BigInt64Array.of(base));
  const low = (baseWords[0] as number) >>> 0;
  const high = baseWords[1] as number;
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) {
    result[i] = ((words[2 * i + 1] as number) - high) * HIGH + (((words[2 * i] as number) >>> 0) - low);
  }
  return result;
}

/** -1, 0 or 1: the signed order of the 64-bit integers at two places. */
export function compareWords(words: Int32Array, left: number, right: number): number {
  const high = (words[2 * left + 1] as number) - (words[2 * right + 1] as number);
  if (high !== 0) return high < 0 ? -1 : 1;
  const low = ((words[2 * left] as number) >>> 0) - ((words[2 * right] as number) >>> 0);
  return Math.sign(low);
}

/** The places of the least and the greatest integer, or null without any valid value. */
export function extremes(
  words: Int32Array,
  valid: Uint8Array | null,
): { readonly least: number; readonly greatest: number } | null {
  let least = -1;
  let greatest = -1;
  for (let i = 0; i < words.length / 2; i++) {
    if (valid !== null && valid[i] === 0) continue;
    if (least === -1 || compareWords(words, i, least) < 0) least = i;
    if (greatest === -1 || compareWords(words, i, greatest) > 0) greatest = i;
  }
  return least === -1 ? null : { least, greatest };
}

/** The values at the places named by `order`, bit for bit. */
export function takeWords(words: Int32Array, order: Uint32Array): Int32Array {
  const taken = new Int32Array(order.length * 2);
  for (let i = 0; i < order.length; i++) {
    const place = (order[i] as number) * 2;
    taken[2 * i] = words[place] as number;
    taken[2 * i + 1] = words[place + 1] as number;
  }
  return taken;
}

const NANOS_PER_MS = 1_000_000;

export function msToNanos(ms: number): bigint {
  return BigInt(Math.floor(ms)) * BigInt(NANOS_PER_MS);
}

/** Whole milliseconds, rounded down. */
export function nanosToMs(nanos: bigint): number {
  const ms = nanos / BigInt(NANOS_PER_MS);
  return Number(nanos < 0n && ms * BigInt(NANOS_PER_MS) !== nanos ? ms - 1n : ms);
}

/** Whole milliseconds, rounded down, of the nanoseconds at a place: exact, by division in two steps. */
export function wordsToMs(words: Int32Array, place: number): number {
  const high = words[2 * place + 1] as number;
  const whole = Math.floor(high / NANOS_PER_MS);
  const rest = (high - whole * NANOS_PER_MS) * HIGH + ((words[2 * place] as number) >>> 0);
  return whole * HIGH + Math.floor(rest / NANOS_PER_MS);
}
