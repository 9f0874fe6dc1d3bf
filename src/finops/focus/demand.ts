// What a file says of itself is held against what it is. INVARIANT: it is thrown only between the reading of a Parquet file and
// the result that refuses it; nothing of it is told further.

export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new RangeError(what);
}

/** A whole number from 0 to `most`; in a damaged file a number may be anything. */
export function wholeOf(said: unknown, most: number): number {
  const value = typeof said === "bigint" ? Number(said) : said;
  demand(typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most, "a number");
  return value;
}
