// Numbers that look random and are the same for the same seed, so that a repeated start sends the same telemetry.
// The generator is mulberry32, its seed an FNV-1a hash of the text.

export interface SeededRandom {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** Around `middle`, rarely far above it: the shape of latencies. */
  latency(middle: number): number;
  hex(chars: number): string;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

export function seededRandom(seed: string): SeededRandom {
  let state = hashOf(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    latency: (middle) => middle * Math.exp(0.45 * normal()),
    hex: (chars) => Array.from({ length: chars }, () => Math.floor(next() * 16).toString(16)).join(""),
  };
}
