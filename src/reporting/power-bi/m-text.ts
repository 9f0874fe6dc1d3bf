// Texts of Power Query's M (Language Specification, 2.6): in double quotes, which stand twice inside; a `#(` that is meant, and
// characters that no line should hold, are escaped. What is written here reads back as the same text.

/** Also the line ends that M takes for its own (2.2): U+0085, U+2028, U+2029. */
const ODD = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

function escaped(char: string): string {
  if (!ODD.test(char)) return char;
  return `#(${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
}

export function mText(text: string): string {
  const safe = text.replaceAll("#(", "#(#)(").replaceAll('"', '""');
  return `"${Array.from(safe, escaped).join("")}"`;
}
