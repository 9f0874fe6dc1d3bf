// How foreign text is written into a vendor's field: cleaned, escaped for what the vendor reads there, and cut to the
// field's length.
// INVARIANT: text is escaped a character at a time and cut between characters, so no cut ever splits an escape or a
// surrogate pair, and no text can leave the place it was put in.

/** An invisible character after a sign that would otherwise call somebody or open a markup. */
const BREAK = "\u200b";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * - `plain`: several lines, read as text
 * - `line`: one line, read as text
 * - `slack`: mrkdwn, where `&<>` are the control characters
 * - `html`: element content or attribute
 * - `markdown`: CommonMark in running text (2.4: any ASCII punctuation may be escaped), on one line
 * - `code`: CommonMark lines of an indented code block (4.4): nothing in it is markup, a mention or a command
 * - `title`: one line where `@`, `#`, `!` and the like call somebody or something
 * - `url`: a path segment or query value (RFC 3986)
 * - `word`: tags and identifiers
 * - `ascii`: one printable line, also what a header may hold (RFC 9110, 5.5)
 */
const ESCAPES = {
  plain: (char: string) => char,
  line: (char: string) => (isSpace(char) ? " " : char),
  slack: (char: string) => (/[&<>]/.test(char) ? (ENTITIES[char] ?? "") : char),
  html: (char: string) => ENTITIES[char] ?? char,
  markdown: (char: string) => (isSpace(char) ? " " : /[!-/:-@[-`{-~]/.test(char) ? `\\${char}` : char),
  code: (char: string) => (char === "\n" ? "\n    " : char),
  title: (char: string) => (isSpace(char) ? " " : /[@#!~&$%[]/.test(char) ? char + BREAK : char),
  url: (char: string) => (char === ":" ? char : encodeURIComponent(char).replace(/[!'()*]/, percent)),
  word: (char: string) => (/[A-Za-z0-9_.:/-]/.test(char) ? char : "_"),
  ascii: (char: string) => (isSpace(char) ? " " : /[ -~]/.test(char) ? char : "?"),
} as const;

export type Syntax = keyof typeof ESCAPES;

/** What shows that something was left out. */
const ELLIPSIS: Partial<Readonly<Record<Syntax, string>>> = { url: "", word: "", ascii: "..." };

/** Controls, and the marks that turn the reading direction (a spoofed host or amount). */
const UNPRINTABLE = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

function isSpace(char: string): boolean {
  return char === "\n" || char === "\t";
}

function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(UNPRINTABLE, "");
}

/** `max` counts UTF-16 units of what is written, escapes and all. */
export function write(text: string, syntax: Syntax, max: number): string {
  const escape = ESCAPES[syntax];
  // LIMIT: what cleaning takes away is not made up for beyond twice the field.
  const given = clean(text.slice(0, 2 * max + 2));
  const pieces: string[] = [];
  let length = 0;
  for (const char of given) {
    const piece = escape(char);
    if (length + piece.length > max) return cut(pieces, length, { max, ellipsis: ELLIPSIS[syntax] ?? "…" });
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join("");
}

interface Ending {
  readonly max: number;
  readonly ellipsis: string;
}

function cut(pieces: string[], length: number, { max, ellipsis }: Ending): string {
  const room = max - ellipsis.length;
  if (room < 0) return "";
  let left = length;
  while (left > room) left -= pieces.pop()?.length ?? left;
  return pieces.join("") + ellipsis;
}
