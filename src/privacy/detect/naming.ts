// Names of fields, and the words before a value in free text, in one spoken form: words in lower case between single spaces,
// with one at either end (`userPhone_no` is ` user phone no `). Phrases are looked up in it as plain substrings.

import type { Place } from "./detector.ts";

const HUMP = /([a-z0-9])([A-Z])/g;
const ACRONYM = /([A-Z])([A-Z][a-z])/g;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/gu;

export function spokenForm(name: string): string {
  const words = name.replace(HUMP, "$1 $2").replace(ACRONYM, "$1 $2").toLowerCase();
  const spoken = words.replace(BETWEEN_WORDS, " ").trim();
  return spoken === "" ? " " : ` ${spoken} `;
}

/** Names of one thing. */
export interface Names {
  /** Whole words between spaces, or parts of a text in scripts that put no spaces between words. */
  readonly phrases: readonly string[];
  /** Finds the first word of any of them, in whatever spelling. */
  readonly stems: RegExp;
}

/** Takes lists with commas between the names. */
export function namesOf(...lists: readonly string[]): Names {
  const listed = lists.flatMap((list) => list.split(", "));
  const phrases = listed.map((phrase) => (/^[a-z0-9 ]+$/.test(phrase) ? ` ${phrase} ` : phrase));
  const stems = new Set(listed.map(stemOf));
  return { phrases, stems: new RegExp([...stems].join("|"), "i") };
}

/** The first word, unless it is so short that it is found everywhere. */
function stemOf(phrase: string): string {
  const [first = phrase] = phrase.split(" ");
  return /^[a-z]{1,2}$/.test(first) ? phrase.replaceAll(" ", ".?") : first;
}

/** Cheap, and sometimes in vain: is it worth asking what names a value in this text? */
export function mayName({ stems }: Names, place: Place, text: string): boolean {
  return stems.test(place.spoken) || stems.test(text);
}

export function says(spoken: string, { phrases }: Names): boolean {
  return phrases.some((phrase) => spoken.includes(phrase));
}

/** How far before a value in free text a word may name it. */
const REACH = 32;

/** The words on the same line just before `start`. */
function wordsBefore(text: string, start: number): string {
  const before = text.slice(Math.max(0, start - REACH), start);
  return spokenForm(before.slice(before.lastIndexOf("\n") + 1));
}

/** Does the field's name, or a word close before the value, say what it is? */
export function isNamed(wanted: Names, place: Place, at: { text: string; start: number }): boolean {
  return says(place.spoken, wanted) || says(wordsBefore(at.text, at.start), wanted);
}

const FILLERS = / (?:number|no|nr|num|id|is|was|value|to|from|primary|work|home|mobile|e164|raw) $/;

/** The name must stand right before the value, with at most a filler or two between. */
export function isNamedClosely(wanted: Names, place: Place, at: { text: string; start: number }): boolean {
  return endsSaying(place.spoken, wanted) || endsSaying(wordsBefore(at.text, at.start), wanted);
}

function endsSaying(spoken: string, { phrases }: Names): boolean {
  let rest = spoken;
  for (let left = 3; left > 0; left--) {
    if (
      phrases.some(
        (phrase) => rest.endsWith(phrase) || (!phrase.startsWith(" ") && rest.trimEnd().endsWith(phrase)),
      )
    )
      return true;
    const shorter = rest.replace(FILLERS, " ");
    if (shorter === rest) return false;
    rest = shorter;
  }
  return false;
}
