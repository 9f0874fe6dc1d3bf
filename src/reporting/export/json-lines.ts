// The rows of a JSON file from one of them on, whose place a cursor says: the file is read in stretches, as far as the rows that
// are wanted. INVARIANT: a place is the first byte of a line; what is no row at that place is refused, not guessed at.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { FieldValue } from "../frame.ts";

const LINE_END = 10;

export interface LinesWanted {
  /** Of the first line. */
  readonly byte: number;
  readonly rows: number;
  /** In each. */
  readonly cells: number;
  /** LIMIT: no further row is taken once there are as many; one row is, whatever its length. */
  readonly mostBytes: number;
  /** At first, and as often as it takes. */
  readonly stretchBytes: number;
}

export interface LinesRead {
  readonly rows: readonly (readonly FieldValue[])[];
  /** Where the next line begins. */
  readonly nextByte: number;
}

/** Of the file, from that byte on: empty at its end. */
export type ReadStretch = (byte: number, length: number) => Promise<Uint8Array>;

/** `request.cursor_invalid` where there are no rows. */
export async function readLines(read: ReadStretch, wanted: LinesWanted): Promise<Result<LinesRead>> {
  const { byte, mostBytes, stretchBytes, cells } = wanted;
  const rows: FieldValue[][] = [];
  // With the end of the line before, which says that this one begins there.
  let [at, held] = [byte - 1, await read(byte - 1, stretchBytes)];
  if (held[0] !== LINE_END) return NO_ROW;
  [at, held] = [byte, held.subarray(1)];
  while (rows.length < wanted.rows && (rows.length === 0 || at - byte < mostBytes)) {
    const end = held.indexOf(LINE_END);
    if (end < 0) {
      const more = await read(at + held.byteLength, stretchBytes);
      if (more.byteLength === 0) return NO_ROW;
      held = joined(held, more);
      continue;
    }
    const row = parseRow(new TextDecoder().decode(held.subarray(0, end)), cells);
    if (row === null) return NO_ROW;
    rows.push(row);
    [at, held] = [at + end + 1, held.subarray(end + 1)];
  }
  return ok({ rows, nextByte: at });
}

const NO_ROW = failed(fault("request.cursor_invalid", "take the cursor from the reply before"));

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}

/** `[1,"a"],`: null for what is no row of so many cells. */
function parseRow(line: string, cells: number): FieldValue[] | null {
  try {
    const row: unknown = JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line);
    return Array.isArray(row) && row.length === cells ? (row as FieldValue[]) : null;
  } catch {
    return null;
  }
}
