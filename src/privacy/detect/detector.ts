// What a detector is: it looks at a text that shows its sign, and reports the spans that pass its validation. Patterns are
// anchored by look-behind and bounded in length, so a scan is linear in the text.

import type { PersonalClass } from "../personal-classes.ts";
import type { Certainty } from "../rules.ts";

export interface Finding {
  readonly personalClass: PersonalClass;
  /** In UTF-16 units; `end` is excluded. */
  readonly start: number;
  readonly end: number;
  readonly certainty: Certainty;
  /** The same for every way of writing the value: what a token is made of. */
  readonly value: string;
}

/** Where a text stands: the spoken name of its field (naming.ts), and whether it was a number rather than a text. */
export interface Place {
  readonly spoken: string;
  readonly isNumber: boolean;
}

export const FREE_TEXT: Place = { spoken: " ", isNumber: false };

export interface Detector {
  readonly personalClass: PersonalClass;
  /** Which of the signs (signs.ts) a text must show; 0 for those that go by the field's name alone. */
  readonly sign: number;
  readonly validates: string;
  readonly source: string;
  readonly find: (text: string, place: Place) => readonly Finding[];
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const HYPHEN = 45;
const DOT = 46;
const PLUS = 43;

/** False within a longer number: a decimal, a longer hyphenated chain, an international phone number. */
export function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === PLUS) return false;
  if ((before === HYPHEN || before === DOT) && isDigit(text.charCodeAt(start - 2))) return false;
  const after = text.charCodeAt(end);
  return !((after === HYPHEN || after === DOT) && isDigit(text.charCodeAt(end + 1)));
}
