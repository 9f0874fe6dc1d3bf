// How deep a JSON text nests, without parsing it: a scan that skips strings. Asked before JSON.parse, so that a deep
// document costs one pass and no memory.

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
