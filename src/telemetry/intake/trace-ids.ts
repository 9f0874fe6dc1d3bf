// Trace and span ids (W3C Trace Context): 16 and 8 bytes, kept as lower-case hexadecimal. All zeroes means none.

import { hex } from "../../kernel/bytes.ts";

const SIZES = { trace_id: 16, span_id: 8 } as const;
export type IdField = keyof typeof SIZES;

/** Whatever remembers why a row cannot be kept. */
export interface Problem {
  problem: string | null;
}

/** The id in hexadecimal, null when it is absent or zero; a wrong length is noted in `row.problem`. */
export function idText(bytes: Uint8Array, field: IdField, row: Problem): string | null {
  if (bytes.byteLength === 0) return null;
  if (bytes.byteLength !== SIZES[field]) {
    row.problem ??= `with a ${field} that has not ${SIZES[field]} bytes`;
    return null;
  }
  return bytes.every((byte) => byte === 0) ? null : hex(bytes);
}

/** The same of an id that came as text. */
export function idFromHex(text: string, field: IdField, row: Problem): string | null {
  if (text === "") return null;
  if (text.length !== SIZES[field] * 2 || !/^[0-9a-fA-F]*$/.test(text)) {
    row.problem ??= `with a ${field} that has not ${SIZES[field]} bytes`;
    return null;
  }
  return /^0*$/.test(text) ? null : text.toLowerCase();
}
