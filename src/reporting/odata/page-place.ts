// `$skiptoken`: after which row the next page goes on, as the cells that order it; for the audit log, at which number. What
// comes in between two pages shifts nothing. A token grants nothing: the request is judged anew.

import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Cell } from "./entity-set.ts";

export type PagePlace = readonly Cell[];

/** LIMIT: as `$skiptoken` allows. */
const MOST_CHARS = 2_048;

/** Numbers as text: JSON has no word for what is none, or is not finite. */
const written = (cell: Cell): string | null =>
  typeof cell === "number" ? `#${cell}` : cell === null ? null : `=${cell}`;

function readCell(text: unknown): Cell | undefined {
  if (text === null) return null;
  if (typeof text !== "string") return undefined;
  if (text.startsWith("=")) return text.slice(1);
  return /^#(?:NaN|-?Infinity|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.test(text) ? Number(text.slice(1)) : undefined;
}

/** `query.unsupported` when the row has texts too long to go on from. */
export function writePlace(place: PagePlace): Result<string> {
  const token = encodeCursor([JSON.stringify(place.map(written))]);
  if (token.length <= MOST_CHARS) return ok(token);
  const message = "the rows have texts too long to go on from: order by something else, or give `$top`";
  return failed(fault("query.unsupported", message, [{ pointer: "query/$orderby", message }]));
}

/** `request.cursor_invalid` */
export function parsePlace(token: string): Result<PagePlace> {
  const invalid = failed(fault("request.cursor_invalid", "take `$skiptoken` from `@odata.nextLink`"));
  const parsed = parseCursor(token, ["string"]);
  if (!parsed.ok) return invalid;
  const cells = readCells(String(parsed.value[0]));
  return cells === null ? invalid : ok(cells);
}

function readCells(text: string): PagePlace | null {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts)) return null;
    const cells = parts.map(readCell);
    return cells.some((cell) => cell === undefined) ? null : (cells as Cell[]);
  } catch {
    return null;
  }
}
