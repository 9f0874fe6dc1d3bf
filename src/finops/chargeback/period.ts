// A month as chargeback knows it: `2026-10`, in UTC, half-open.

export interface Month {
  /** `2026-10` */
  readonly name: string;
  /** `2026-10-01T00:00:00Z` */
  readonly start: string;
  /** The next month's start. */
  readonly end: string;
}

/** Years of before are no billing periods, and Date.UTC takes those below 100 for ones of 1900. */
const MONTH = /^((?:19[7-9]|2\d\d)\d)-(0[1-9]|1[0-2])$/;

function instant(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 1)).toISOString().replace(".000Z", "Z");
}

/** The month, or null for what is none. */
export function parseMonth(text: string): Month | null {
  const match = MONTH.exec(text);
  if (match === null) return null;
  const [year, month] = [Number(match[1]), Number(match[2])];
  return { name: text, start: instant(year, month - 1), end: instant(year, month) };
}

export function hasBegun({ start }: Month, nowMs: number): boolean {
  return nowMs >= Date.parse(start);
}

export function hasEnded({ end }: Month, nowMs: number): boolean {
  return nowMs >= Date.parse(end);
}
