// The least and greatest value of a column chunk, from which readers skip row groups.
// Text is compared by UTF-16 units here and by bytes in Parquet: the orders differ only past U+D7FF, so a chunk with such
// text gets no bounds.

import type { Statistics } from "hyparquet";
import type { Column } from "../table.ts";
import { NULL_CODE } from "../table.ts";
import { extremes, wordsOf } from "./words.ts";

/** LIMIT: bounds of longer text are cut to this many bytes (the upper one rounded up), which only prunes less. */
export const BOUND_BYTES = 64;

const PAST_COMMON_ORDER = /[\ud800-\uffff]/;
const byText = (left: string, right: string): number => (left < right ? -1 : 1);

function textBounds(texts: Iterable<string | null>): { least: string; greatest: string } | null {
  let least: string | null = null;
  let greatest: string | null = null;
  for (const text of texts) {
    if (text === null) continue;
    if (PAST_COMMON_ORDER.test(text)) return null;
    if (least === null || byText(text, least) < 0) least = text;
    if (greatest === null || byText(greatest, text) < 0) greatest = text;
  }
  return least === null || greatest === null ? null : { least, greatest };
}

function usedTexts(column: Extract<Column, { kind: "dict" }>): string[] {
  const used = new Uint8Array(column.values.length);
  for (const code of column.codes) if (code !== NULL_CODE) used[code] = 1;
  return column.values.filter((_, code) => used[code] === 1);
}

function i32Bounds(column: Extract<Column, { kind: "i32" }>): { least: number; greatest: number } | null {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  column.values.forEach((value, row) => {
    if (column.valid !== null && column.valid[row] === 0) return;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  });
  return least > greatest ? null : { least, greatest };
}

function bounds(
  column: Column,
): { least: string | number | bigint; greatest: string | number | bigint } | null {
  if (column.kind === "dict") return textBounds(usedTexts(column));
  if (column.kind === "text") return textBounds(column.values);
  if (column.kind === "i32") return i32Bounds(column);
  if (column.kind !== "i64") return null;
  const places = extremes(wordsOf(column.values), column.valid);
  if (places === null) return null;
  return { least: column.values[places.least] ?? 0n, greatest: column.values[places.greatest] ?? 0n };
}

export function chunkStatistics(column: Column, nulls: number): Statistics | null {
  const found = bounds(column);
  if (found === null) return { null_count: BigInt(nulls) };
  return { min_value: found.least, max_value: found.greatest, null_count: BigInt(nulls) };
}
