// The series id: the first 8 bytes of SHA-256 (FIPS 180-4) of a text, as 16 hexadecimal digits.
// Written out because a batch may hold a new series for every point, and a hash object costs 3.5 µs in workerd, where
// this costs about 1 µs. INVARIANT: equal to src/kernel/sha256.ts for every text; series ids are stored bytes.

const ROUND_CONSTANTS = primeRootBits(64, 1 / 3);
const INITIAL = primeRootBits(8, 1 / 2);
const BLOCK = 64;

const schedule = new Int32Array(64);
const state = new Int32Array(8);
const encoder = new TextEncoder();
let input = new Uint8Array(4_096);

export function seriesHash(text: string): string {
  const room = text.length * 3 + 2 * BLOCK;
  if (room > input.length) input = new Uint8Array(room);
  const size = encoder.encodeInto(text, input).written;
  const padded = Math.ceil((size + 9) / BLOCK) * BLOCK;
  pad(size, padded);
  state.set(INITIAL);
  for (let at = 0; at < padded; at += BLOCK) compress(at);
  if (input.length > 65_536) input = new Uint8Array(4_096);
  return hexWords(state[0] as number, state[1] as number);
}

function pad(size: number, padded: number): void {
  input.fill(0, size, padded);
  input[size] = 0x80;
  // LIMIT: the length in bits is written as 32 bits; texts are far below 512 MB.
  const bits = size * 8;
  for (let i = 0; i < 4; i++) input[padded - 1 - i] = (bits >>> (8 * i)) & 0xff;
}

const BYTE_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexWords(high: number, low: number): string {
  let text = "";
  for (const word of [high, low]) {
    for (let shift = 24; shift >= 0; shift -= 8) text += BYTE_HEX[(word >>> shift) & 0xff];
  }
  return text;
}

function compress(offset: number): void {
  const w = schedule;
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4;
    const high = ((input[at] as number) << 24) | ((input[at + 1] as number) << 16);
    w[i] = high | ((input[at + 2] as number) << 8) | (input[at + 3] as number);
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  runRounds(w, ROUND_CONSTANTS, state);
}

/** Kept in plain variables: arrays here would cost more than the rounds. */
function runRounds(w: Int32Array, k: Int32Array, sum: Int32Array): void {
  let a = sum[0] as number;
  let b = sum[1] as number;
  let c = sum[2] as number;
  let d = sum[3] as number;
  let e = sum[4] as number;
  let f = sum[5] as number;
  let g = sum[6] as number;
  let h = sum[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (k[i] as number) + (w[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  sum[0] = (sum[0] as number) + a;
  sum[1] = (sum[1] as number) + b;
  sum[2] = (sum[2] as number) + c;
  sum[3] = (sum[3] as number) + d;
  sum[4] = (sum[4] as number) + e;
  sum[5] = (sum[5] as number) + f;
  sum[6] = (sum[6] as number) + g;
  sum[7] = (sum[7] as number) + h;
}

/** The first 32 bits of the fractional parts of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function primeRootBits(count: number, exponent: number): Int32Array {
  const words = new Int32Array(count);
  for (let candidate = 2, found = 0; found < count; candidate++) {
    if (!isPrime(candidate)) continue;
    words[found++] = ((candidate ** exponent % 1) * 4_294_967_296) | 0;
  }
  return words;
}

function isPrime(candidate: number): boolean {
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) return false;
  return true;
}
