// The pattern of a log line: what changes from line to line (numbers, ids, addresses, quoted texts) replaced by what it is.
// Two lines of one statement of a program have one pattern.

/** In this order: the longer forms first, because a UUID is hexadecimal and an address is numbers. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/"(?:[^"\\]|\\.)*"|'[^']*'/g, "<text>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?/g, "<time>"],
  [/\b[\w.+-]+@[\w-]+\.[\w.]+\b/g, "<mail>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, "<address>"],
  [/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, "<id>"],
  [/\d+(?:[.,]\d+)*/g, "<n>"],
];

/** LIMIT: what of a line is looked at, and what of a pattern is kept. */
const MOST_READ = 1_000;
const MOST_KEPT = 200;

export function logPatternOf(line: string): string {
  const head = line.slice(0, MOST_READ);
  const pattern = VARYING.reduce((text, [varies, name]) => text.replaceAll(varies, name), head);
  return pattern.replaceAll(/\s+/g, " ").trim().slice(0, MOST_KEPT);
}

/** LIMIT: patterns that are told apart; later ones are counted in the total only. */
const MOST_PATTERNS = 5_000;

export interface PatternCount {
  readonly pattern: string;
  readonly lines: number;
  readonly total: number;
}

/** The most frequent patterns of these lines, at most `most` of them. */
export function countPatterns(lines: Iterable<string>, most: number): PatternCount[] {
  const counts = new Map<string, number>();
  let total = 0;
  for (const line of lines) {
    total += 1;
    const pattern = logPatternOf(line);
    if (counts.has(pattern) || counts.size < MOST_PATTERNS)
      counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
    .slice(0, most)
    .map(([pattern, count]) => ({ pattern, lines: count, total }));
}
