// What may be written as a template: JSON and the words of template-words.ts, bounded.
// LIMIT: MOST_POINTERS places of an event of 64 KiB are 13 MB at worst, before the result is found too large.

import { parsePointer } from "./json-path.ts";
import { isRecord, MOST_SLIPS, nestsDeeper, type Path, type Slip } from "./slips.ts";
import { MOST_TEXT_CHARS, wordOf, type Fields, type Word } from "./template-words.ts";

const MOST_NODES = 200;
const MOST_LEVELS = 10;
const MOST_POINTERS = 200;

class Reader {
  readonly slips: Slip[] = [];
  #nodes = 0;
  #pointers = 0;

  read(value: unknown, path: Path): void {
    this.#nodes += 1;
    if (this.#nodes === MOST_NODES + 1) this.#refuse(path, `a template has at most ${MOST_NODES} parts`);
    if (this.#nodes > MOST_NODES || this.slips.length >= MOST_SLIPS) return;
    if (Array.isArray(value))
      return value.forEach((part: unknown, index) => this.read(part, [...path, index]));
    if (isRecord(value)) return this.#readObject(value, path);
    if (typeof value === "string" && value.length > MOST_TEXT_CHARS)
      this.#refuse(path, `a text has at most ${MOST_TEXT_CHARS} characters`);
    if (value === undefined || (typeof value === "number" && !Number.isFinite(value)))
      this.#refuse(path, "expected JSON");
  }

  #readObject(value: Fields, path: Path): void {
    const reserved = Object.keys(value).find((name) => name.startsWith("$"));
    const word = wordOf(value);
    if (word !== undefined) return this.#readWord(word, value, path);
    if (reserved !== undefined)
      return this.#refuse([...path, reserved], "there is `$path`, `$text` and `$pick`");
    for (const [name, part] of Object.entries(value)) this.read(part, [...path, name]);
  }

  #readWord({ fields, takes, pointersOf }: Word, value: Fields, path: Path): void {
    for (const name of Object.keys(value))
      if (!fields.includes(name)) this.#refuse([...path, name], "there is no such field");
    const pointers = pointersOf(value[fields[0]]);
    if (pointers === null || pointers.some((pointer) => parsePointer(pointer) === null))
      return this.#refuse([...path, fields[0]], takes);
    this.#pointers += pointers.length;
    if (this.#pointers > MOST_POINTERS)
      this.#refuse(path, `a template has at most ${MOST_POINTERS} pointers`);
    if (value["$default"] !== undefined) this.read(value["$default"], [...path, "$default"]);
  }

  #refuse(path: Path, message: string): void {
    this.slips.push({ path, message });
  }
}

export function judgeTemplate(value: unknown): readonly Slip[] {
  if (nestsDeeper(value, MOST_LEVELS))
    return [{ path: [], message: `a template nests at most ${MOST_LEVELS} deep` }];
  const reader = new Reader();
  reader.read(value, []);
  return reader.slips;
}
