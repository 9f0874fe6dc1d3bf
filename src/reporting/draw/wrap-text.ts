// Breaks a text into lines that fit: at spaces, and inside words that are longer than a line. East Asian text, which has no
// spaces, breaks anywhere.

import { textWidth } from "./text-width.ts";

const PIECES =
  /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+|\s+/gu;

export function wrapText(text: string, fontSize: number, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => wrapLine(paragraph, fontSize, width));
}

function wrapLine(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(PIECES) ?? []) {
    for (const part of splitLong(piece, fontSize, width)) {
      if (textWidth(line + part, fontSize) <= width || line === "") line += part;
      else {
        lines.push(line.trimEnd());
        line = part.trimStart();
      }
    }
  }
  return [...lines, line.trimEnd()];
}

function splitLong(word: string, fontSize: number, width: number): string[] {
  if (textWidth(word, fontSize) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  for (const char of word) {
    if (part !== "" && textWidth(part + char, fontSize) > width) {
      parts.push(part);
      part = "";
    }
    part += char;
  }
  return [...parts, part];
}
