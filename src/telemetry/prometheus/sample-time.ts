// Milliseconds, as a 64-bit varint in two words, into nanoseconds in two words, without a bigint for each sample.

const TWO_32 = 4_294_967_296;
/** LIMIT: past 2^43 ms (the year 2248) or before 1970 the result is all ones, which no time window holds. */
const MAX_MS = 2 ** 43;

export function setTimeMs(
  words: Uint32Array,
  slot: number,
  { lo, hi }: { readonly lo: number; readonly hi: number },
): void {
  const ms = hi * TWO_32 + lo;
  const isHeld = ms < MAX_MS;
  // ms = a * 2^16 + b: a * 1e6 < 2^47 and b * 1e6 < 2^36 are exact doubles.
  const scaled = Math.floor(ms / 65_536) * 1_000_000;
  const low = (scaled % 65_536) * 65_536 + (ms % 65_536) * 1_000_000;
  words[slot * 2] = isHeld ? low % TWO_32 : 0xffff_ffff;
  words[slot * 2 + 1] = isHeld ? Math.floor(scaled / 65_536) + Math.floor(low / TWO_32) : 0xffff_ffff;
}
