// Opaque page cursors: what the next page starts after, as base64url of JSON. A cursor grants nothing: it only
// positions a read that is authorized again on every page.

import { base64url, parseBase64url, parseUtf8, utf8 } from "./bytes.ts";
import { fault } from "./fault.ts";
import { failed, ok, type Result } from "./result.ts";

const MAX_CURSOR_CHARS = 2_048;

export function encodeCursor(position: readonly (string | number)[]): string {
  return base64url(utf8(JSON.stringify(position)));
}

/** The position, with as many parts as `shape`; `request.cursor_invalid` for anything else. */
export function parseCursor(
  cursor: string,
  shape: readonly ("string" | "number")[],
): Result<(string | number)[]> {
  const invalid = failed(fault("request.cursor_invalid", "take the cursor from the reply before"));
  if (cursor.length > MAX_CURSOR_CHARS) return invalid;
  const text = parseUtf8(parseBase64url(cursor) ?? new Uint8Array([0xff]));
  if (text === null) return invalid;
  const position = parseJsonArray(text);
  if (position === null || position.length !== shape.length) return invalid;
  const fits = position.every((part, index) => typeof part === shape[index]);
  return fits ? ok(position as (string | number)[]) : invalid;
}

function parseJsonArray(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
