// What ingest is counted in: rows of any signal and decoded bytes, both at once, by windows of one second.

import { SECOND_MS } from "../../kernel/time.ts";

export interface Amount {
  readonly points: number;
  readonly bytes: number;
}

export const NOTHING: Amount = { points: 0, bytes: 0 };

/** The number of the running window. Windows are half-open and the same on every clock that is right. */
export const windowOf = (nowMs: number): number => Math.floor(nowMs / SECOND_MS);

export const fits = (asked: Amount, room: Amount): boolean =>
  asked.points <= room.points && asked.bytes <= room.bytes;

export function plus(left: Amount, right: Amount): Amount {
  return { points: left.points + right.points, bytes: left.bytes + right.bytes };
}

/** Never below nothing. */
export function minus(left: Amount, right: Amount): Amount {
  return { points: Math.max(0, left.points - right.points), bytes: Math.max(0, left.bytes - right.bytes) };
}

export function times(amount: Amount, factor: number): Amount {
  return { points: Math.floor(amount.points * factor), bytes: Math.floor(amount.bytes * factor) };
}

export function atMost(left: Amount, right: Amount): Amount {
  return { points: Math.min(left.points, right.points), bytes: Math.min(left.bytes, right.bytes) };
}

export function atLeast(left: Amount, right: Amount): Amount {
  return { points: Math.max(left.points, right.points), bytes: Math.max(left.bytes, right.bytes) };
}
