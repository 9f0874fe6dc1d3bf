// The words of Cedar's policy text (docs.cedarpolicy.com/policies/syntax-grammar.html), with comments left out.

export interface Token {
  readonly kind: "word" | "text" | "number" | "sign";
  readonly value: string;
  readonly at: number;
}

export class CedarSyntaxError extends Error {}

const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*/y;
const NUMBER = /\d+/y;
const SPACE = /(?:\s|\/\/[^\n]*)+/y;
const TEXT = /"(?:[^"\\\n]|\\.)*"/y;
const SIGN = /::|==|!=|<=|>=|&&|\|\||[()[\]{},;.<>!@:-]/y;

const KINDS = [
  ["word", WORD],
  ["number", NUMBER],
  ["text", TEXT],
  ["sign", SIGN],
] as const;

const MOST_CHARS = 1_048_576;

export function tokensOf(source: string): readonly Token[] {
  if (source.length > MOST_CHARS) throw new CedarSyntaxError("the text is too long");
  const tokens: Token[] = [];
  for (let at = 0; at < source.length;) {
    const space = matchAt(SPACE, source, at);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = tokenAt(source, at);
    tokens.push(token);
    at += token.value.length;
  }
  return tokens;
}

function tokenAt(source: string, at: number): Token {
  for (const [kind, pattern] of KINDS) {
    const value = matchAt(pattern, source, at);
    if (value !== null) return { kind, value, at };
  }
  throw new CedarSyntaxError(`\`${source.slice(at, at + 10)}\` is not understood`);
}

function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "\\": "\\",
  "0": "\0",
  "'": "'",
  '"': '"',
};
const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))/gs;

/** The value of a quoted text; `\*` stays as it is, for patterns to tell it from a wildcard. */
export function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(ESCAPE, (whole, code?: string, char?: string) => {
    if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
    if (char === "*") return whole;
    const plain = ESCAPES[char ?? ""];
    if (plain === undefined) throw new CedarSyntaxError(`\`${whole}\` is no escape`);
    return plain;
  });
}

const TO_ESCAPE = /[\\"\p{Cc}]/gu;

export function quote(text: string): string {
  const escaped = text.replace(TO_ESCAPE, (char) =>
    char === '"' || char === "\\" ? `\\${char}` : `\\u{${char.charCodeAt(0).toString(16)}}`,
  );
  return `"${escaped}"`;
}
