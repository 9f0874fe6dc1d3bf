// Regular expressions of filters, parsed into a small tree. The syntax is the part of RE2 that label matching needs:
// literals, `.`, classes, \d \w \s and their opposites, groups, `|`, `* + ? {m,n}`.
// Refused, with the reason: back-references, look-around, anchors inside, anything that needs backtracking.

export type PatternNode =
  | {
      readonly kind: "class";
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [number, number])[];
    }
  | { readonly kind: "all"; readonly nodes: readonly PatternNode[] }
  | { readonly kind: "any"; readonly nodes: readonly PatternNode[] }
  | { readonly kind: "repeat"; readonly node: PatternNode; readonly least: number; readonly most: number };

/** LIMIT: `{m,n}` copies its operand, so n is bounded. */
const MOST_REPEATS = 64;

const SHORTHANDS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 13],
    [32, 32],
  ],
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

export class PatternError extends Error {}

class Cursor {
  readonly #chars: readonly string[];
  #at = 0;
  constructor(text: string) {
    this.#chars = Array.from(text);
  }
  peek(): string | undefined {
    return this.#chars[this.#at];
  }
  next(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new PatternError("the pattern ends too early");
    return char;
  }
  take(char: string): boolean {
    if (this.peek() !== char) return false;
    this.#at += 1;
    return true;
  }
}

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;
const one = (code: number): PatternNode => ({ kind: "class", isNegated: false, ranges: [[code, code]] });

function parseEscape(cursor: Cursor): PatternNode & { kind: "class" } {
  const char = cursor.next();
  const shorthand = SHORTHANDS[char.toLowerCase()];
  if (shorthand !== undefined)
    return { kind: "class", isNegated: char !== char.toLowerCase(), ranges: shorthand };
  const control = CONTROLS[char];
  if (control !== undefined) return { kind: "class", isNegated: false, ranges: [[control, control]] };
  if (/[0-9a-zA-Z]/.test(char)) throw new PatternError(`\\${char} is not supported`);
  return { kind: "class", isNegated: false, ranges: [[codeOf(char), codeOf(char)]] };
}

function classItem(cursor: Cursor): readonly (readonly [number, number])[] {
  const char = cursor.next();
  if (char !== "\\") return [[codeOf(char), codeOf(char)]];
  const escaped = parseEscape(cursor);
  if (escaped.isNegated) throw new PatternError("\\D, \\W and \\S are not supported inside a class");
  return escaped.ranges;
}

function parseClass(cursor: Cursor): PatternNode {
  const isNegated = cursor.take("^");
  const ranges: (readonly [number, number])[] = [];
  for (let isFirst = true; isFirst || cursor.peek() !== "]"; isFirst = false) {
    const low = classItem(cursor);
    const start = low[0];
    const isRange = low.length === 1 && start !== undefined && start[0] === start[1] && cursor.take("-");
    if (!isRange) ranges.push(...low);
    else if (cursor.peek() === "]") ranges.push(start, [45, 45]);
    else ranges.push([start[0], rangeEnd(start[0], classItem(cursor))]);
  }
  cursor.next();
  return { kind: "class", isNegated, ranges };
}

function rangeEnd(low: number, item: readonly (readonly [number, number])[]): number {
  const high = item[0]?.[1] ?? -1;
  if (item.length !== 1 || high < low) throw new PatternError("a range in a class is out of order");
  return high;
}

function parseGroup(cursor: Cursor): PatternNode {
  if (cursor.take("?") && !cursor.take(":"))
    throw new PatternError("look-around and named groups are not supported");
  const inner = parseAny(cursor);
  if (!cursor.take(")")) throw new PatternError("a group is not closed");
  return inner;
}

function parseAtom(cursor: Cursor): PatternNode {
  const char = cursor.next();
  if (char === "(") return parseGroup(cursor);
  if (char === "[") return parseClass(cursor);
  if (char === ".") return { kind: "class", isNegated: true, ranges: [[10, 10]] };
  if (char === "\\") return parseEscape(cursor);
  if (char === "^" || char === "$")
    throw new PatternError("patterns match the whole value: leave ^ and $ out");
  if ("*+?{".includes(char)) throw new PatternError(`\`${char}\` has nothing to repeat`);
  return one(codeOf(char));
}

function parseCounts(cursor: Cursor): { least: number; most: number } {
  let text = "";
  while (!cursor.take("}")) text += cursor.next();
  const match = /^(\d{1,3})(,(\d{0,3}))?$/.exec(text);
  if (match === null) throw new PatternError(`\`{${text}}\` is no count`);
  const least = Number(match[1]);
  const most = match[2] === undefined ? least : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
  if (most < least || least > MOST_REPEATS || (most > MOST_REPEATS && most !== Number.POSITIVE_INFINITY)) {
    throw new PatternError(`counts go up to ${MOST_REPEATS}`);
  }
  return { least, most };
}

function parseRepeat(cursor: Cursor): PatternNode {
  const node = parseAtom(cursor);
  const counts = takeCounts(cursor);
  if (counts === null) return node;
  // Lazy or greedy makes no difference to whether the whole value matches.
  cursor.take("?");
  if ("*+{".includes(cursor.peek() ?? " ")) throw new PatternError("a quantifier follows a quantifier");
  return { kind: "repeat", node, ...counts };
}

function takeCounts(cursor: Cursor): { least: number; most: number } | null {
  if (cursor.take("*")) return { least: 0, most: Number.POSITIVE_INFINITY };
  if (cursor.take("+")) return { least: 1, most: Number.POSITIVE_INFINITY };
  if (cursor.take("?")) return { least: 0, most: 1 };
  return cursor.take("{") ? parseCounts(cursor) : null;
}

function parseAll(cursor: Cursor): PatternNode {
  const nodes: PatternNode[] = [];
  while (cursor.peek() !== undefined && cursor.peek() !== "|" && cursor.peek() !== ")")
    nodes.push(parseRepeat(cursor));
  return { kind: "all", nodes };
}

function parseAny(cursor: Cursor): PatternNode {
  const nodes = [parseAll(cursor)];
  while (cursor.take("|")) nodes.push(parseAll(cursor));
  return { kind: "any", nodes };
}

/** Throws PatternError. */
export function parsePatternTree(text: string): PatternNode {
  const cursor = new Cursor(text);
  const tree = parseAny(cursor);
  if (cursor.peek() !== undefined) throw new PatternError("a `)` has no `(`");
  return tree;
}
