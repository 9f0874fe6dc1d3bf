// What a text must show before any detector looks at it: found in one pass that stops at digits only. Most texts show
// nothing, and then nothing else is done. INVARIANT: a sign may be shown in vain, but whatever a detector can find shows it.

import { isDigit } from "./detector.ts";

export const AT = 1;
/** Twelve digits that may be a national number. */
export const TWELVE = 2;
/** Twelve to nineteen digits that may be a card. */
export const CARD = 4;
/** Seventeen digits in one piece. */
export const SEVENTEEN = 8;
/** Four digits between letters. */
export const LETTERED = 16;
/** Two letters and two digits that begin a word. */
export const COUNTRY = 32;
/** Six digits with what stands between the parts of a phone or account number. */
export const SIX = 64;

/** In plain variables: this is the one loop that every text goes through. */
export function signsOf(text: string): number {
  let signs = text.includes("@") ? AT : 0;
  // Digits in pieces that hang together: loosely as in phone numbers, strictly by one space or hyphen.
  let loose = 0;
  let strict = 0;
  let pieces = 0;
  let lastEnd = -9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > NINE || code < ZERO) continue;
    const end = endOfDigits(text, at);
    const join = joinOf(text, lastEnd, at);
    loose = (join === APART ? 0 : loose) + end - at;
    strict = (join === STRICT ? strict : 0) + end - at;
    pieces = join === STRICT ? pieces + 1 : 1;
    if (loose >= 6) signs |= SIX;
    if (strict >= 12 && pieces >= 3) signs |= TWELVE | CARD;
    signs |= signsOfPiece(text, at, end);
    lastEnd = end;
    at = end;
  }
  return signs;
}

const ZERO = 48;
const NINE = 57;

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

const ONE = 49;
const BACKSLASH = 92;

function signsOfPiece(text: string, start: number, end: number): number {
  const size = end - start;
  let signs = 0;
  if (size >= 12) {
    if (size === 12) signs |= TWELVE;
    if (size <= 19 && text.charCodeAt(start) > ONE) signs |= CARD;
    if (size === 17 || size === 18) signs |= SEVENTEEN;
  }
  if (start > 1 && isLetter(text.charCodeAt(start - 1))) {
    if (size === 4 && isLetter(text.charCodeAt(end))) signs |= LETTERED;
    // In JSON's text the letter before a word may belong to an escape such as \n.
    const isFirst = !isLetter(text.charCodeAt(start - 3)) || text.charCodeAt(start - 4) === BACKSLASH;
    if (size >= 2 && isFirst && isLetter(text.charCodeAt(start - 2))) signs |= COUNTRY;
  }
  return signs;
}

const SPACE = 32;
const HYPHEN = 45;

/** Separators of phone and account numbers: space ( ) + - . / */
function isSeparator(code: number): boolean {
  return code === SPACE || (code >= 40 && code <= 47 && code !== 42 && code !== 44);
}

const APART = 0;
const LOOSE = 1;
const STRICT = 2;

/** How the digits that ended at `lastEnd` hang together with those that begin at `start`. */
function joinOf(text: string, lastEnd: number, start: number): number {
  const gap = start - lastEnd;
  if (gap > 2) return APART;
  const last = text.charCodeAt(start - 1);
  if (!isSeparator(last)) return APART;
  if (gap === 2) return isSeparator(text.charCodeAt(start - 2)) ? LOOSE : APART;
  return last === SPACE || last === HYPHEN ? STRICT : LOOSE;
}
