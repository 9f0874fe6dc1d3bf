// Names of worksheets as Excel takes them: 1 to 31 characters, none of []:*?/\, no apostrophe at either end, not `History`,
// each once whatever its case.

const MOST_CHARS = 31;

export function sheetNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>(["history"]);
  return wanted.map((name) => {
    const clean = name.replaceAll(/[[\]:*?/\\\p{Cc}]/gu, " ").replaceAll(/^['\s]+|['\s]+$/g, "");
    const base = clean === "" ? "Sheet" : clean;
    let free = base.slice(0, MOST_CHARS).trimEnd();
    for (let no = 2; taken.has(free.toLowerCase()); no++) {
      const tail = ` ${no}`;
      free = `${base.slice(0, MOST_CHARS - tail.length).trimEnd()}${tail}`;
    }
    taken.add(free.toLowerCase());
    return free;
  });
}
