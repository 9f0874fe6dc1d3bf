// What Grafana made of a variable's values before it sent them: its plugins write them as a regular expression (`a\.b`, and
// `(a|b)` for several), `.*` for all of them. INVARIANT: what is not of exactly that form is taken as it stands.

const ESCAPED = /\\([\\^$*+?.()|[\]{}/])/g;
/** Of Grafana's own `All`, and of the value that people give it. */
const ALL: ReadonlySet<string> = new Set(["", ".*", ".+", "$__all"]);

/** The parts between bars that are not escaped; null where another sign of expressions stands bare. */
function partsOf(text: string): string[] | null {
  const bare = text.replaceAll(ESCAPED, "");
  if (/[\\^$*+?()[\]{}]/.test(bare)) return null;
  return text.split(/(?<!(?<!\\)(?:\\\\)*\\)\|/).map((part) => part.replaceAll(ESCAPED, "$1"));
}

/** The texts that are meant: none for all. */
export function plainTexts(text: string): readonly string[] {
  if (ALL.has(text)) return [];
  const list = /^\((.*)\)$/s.exec(text)?.[1];
  const several = list === undefined ? null : partsOf(list);
  if (several !== null && several.length > 1) return several.some((part) => ALL.has(part)) ? [] : several;
  const one = text.includes("\\") ? partsOf(text) : null;
  return one?.length === 1 ? one : [text];
}

/** Of a name that is one: where several are written, or none, it stays as it is. */
export function plainText(text: string): string {
  const [one = text, ...more] = plainTexts(text);
  return more.length === 0 ? one : text;
}
