// How deep a JSON text nests, without parsing it: a scan that skips strings. Asked before JSON.parse, so that a deep
// document costs one pass and no memory.

import { pointerTo } from "../kernel/violations.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENERS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSERS: ReadonlySet<number> = new Set([0x5d, 0x7d]);

export function exceedsDepth(text: string, maxDepth: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (isInString) {
      if (char === BACKSLASH) i++;
      else if (char === QUOTE) isInString = false;
    } else if (char === QUOTE) isInString = true;
    else if (OPENERS.has(char)) {
      depth++;
      if (depth > maxDepth) return true;
    } else if (CLOSERS.has(char)) depth--;
  }
  return false;
}

const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
/** A pointer longer than this helps nobody. */
const MOST_POINTER_CHARS = 1_000;

/** The RFC 6901 pointer of the first value that nests deeper; the whole document where that cannot be told. */
export function pointerPastDepth(text: string, maxDepth: number): string {
  const steps: (string | number)[] = [];
  let string = "";
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    const last = steps.at(-1);
    if (char === QUOTE) {
      const end = endOfString(text, i);
      string = text.slice(i + 1, end);
      i = end;
    } else if (OPENERS.has(char)) {
      if (steps.length === maxDepth) break;
      steps.push(char === OPENING_BRACKET ? 0 : "");
    } else if (CLOSERS.has(char)) steps.pop();
    else if (char === COMMA && typeof last === "number") steps[steps.length - 1] = last + 1;
    else if (text[i] === ":" && typeof last === "string") steps[steps.length - 1] = string;
  }
  const pointer = steps.reduce<string>(pointerTo, "");
  return pointer.length > MOST_POINTER_CHARS ? "" : pointer;
}

function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) !== QUOTE)
    end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
  return end;
}
