// Instants as the texts that rows hold (nine digits of the second, UTC), and back to the milliseconds that stores are asked in.

const NANOS_PER_MS = 1_000_000n;
const MS_PER_SECOND = 1_000n;
const NANO_DIGITS = 9;
/** `2026-11-23T12:00:00` */
const SECOND_CHARS = 19;

export function instantOfNanos(nanos: bigint): string {
  const inSecond = nanos % (MS_PER_SECOND * NANOS_PER_MS);
  const rest = inSecond < 0n ? inSecond + MS_PER_SECOND * NANOS_PER_MS : inSecond;
  const ms = Number((nanos - rest) / NANOS_PER_MS);
  return `${new Date(ms).toISOString().slice(0, SECOND_CHARS)}.${String(rest).padStart(NANO_DIGITS, "0")}Z`;
}

export const instantOfMs = (ms: number): string => instantOfNanos(BigInt(ms) * NANOS_PER_MS);

/** The millisecond that the instant lies in. */
export function msOfInstant(text: string): number {
  return Date.parse(`${text.slice(0, SECOND_CHARS + 4)}Z`);
}
