// The languages of the console. INVARIANT: every language says everything that English says; one that does not, does not
// compile.

import { EN } from "./en.ts";
import { JA } from "./ja.ts";
import { ZH } from "./zh.ts";

/** The same places, with any text in them. */
type Said<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Said<T[K]> };

export type Words = Said<typeof EN>;

export const LANGUAGES = ["en", "ja", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

const ALL: Readonly<Record<Language, Words>> = { en: EN, ja: JA, zh: ZH };

export const wordsOf = (language: Language): Words => ALL[language];
