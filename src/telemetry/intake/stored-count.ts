// OTLP counts what was dropped in an unsigned 32-bit integer; the column is signed. Past 2^31 the largest count is kept.

const MAX_STORED = 0x7fff_ffff;

export function toStoredCount(count: number): number {
  return Math.min(count, MAX_STORED);
}
