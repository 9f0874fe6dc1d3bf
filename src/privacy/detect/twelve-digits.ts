// The two national numbers of twelve digits: India's Aadhaar and Japan's individual number. A check digit alone is right by
// chance once in ten, and clouds number their accounts with twelve digits; so a bare number is `certain` only when
// something names it, and 4-4-4 groups always are.

import type { PersonalClass } from "../personal-classes.ts";
import { passesMyNumber, passesVerhoeff } from "./check-digits.ts";
import { standsAlone, type Detector, type Finding, type Place } from "./detector.ts";
import { isNamed, namesOf, type Names } from "./naming.ts";
import { TWELVE } from "./signs.ts";

const SHAPE = /(?<![0-9A-Za-z_])[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}(?![0-9A-Za-z_])/g;
const FOUR_BEFORE = /(?<![0-9])[0-9]{4} $/;
const FOUR_AFTER = /^ [0-9]{4}(?![0-9])/;

interface Scheme {
  readonly personalClass: PersonalClass;
  readonly names: Names;
  readonly isValid: (digits: string) => boolean;
}

/** Four more digits beside three groups of four: a longer number, such as a card. */
function isPartOfMore(text: string, start: number, end: number): boolean {
  return (
    FOUR_BEFORE.test(text.slice(Math.max(0, start - 6), start)) || FOUR_AFTER.test(text.slice(end, end + 6))
  );
}

function finder({ personalClass, names, isValid }: Scheme): Detector["find"] {
  return (text: string, place: Place) => {
    const found: Finding[] = [];
    for (const { 0: written, 1: separator, index: start } of text.matchAll(SHAPE)) {
      const end = start + written.length;
      const value = written.replace(/[ -]/g, "");
      if (!isValid(value) || !standsAlone(text, start, end)) continue;
      if (separator === " " && isPartOfMore(text, start, end)) continue;
      const isClear = separator !== "" || isNamed(names, place, { text, start });
      found.push({ personalClass, start, end, certainty: isClear ? "certain" : "possible", value });
    }
    return found;
  };
}

/** Never begins with 0 or 1, never reads the same backwards (UIDAI numbering scheme). */
function isAadhaar(digits: string): boolean {
  const isIssuable = digits.charAt(0) > "1" && digits.split("").reverse().join("") !== digits;
  return isIssuable && passesVerhoeff(digits);
}

const ALL_ALIKE = /^(.)\1+$/;

export const aadhaar: Detector = {
  personalClass: "in_aadhaar",
  sign: TWELVE,
  validates: "twelve digits, the first 2 to 9, no palindrome, Verhoeff check digit",
  source: "UIDAI, A UID Numbering Scheme (2010); Verhoeff (1969)",
  find: finder({
    personalClass: "in_aadhaar",
    names: namesOf("aadhaar", "aadhar", "adhaar", "adhar", "uidai", "aadhaarnumber", "आधार"),
    isValid: isAadhaar,
  }),
};

export const myNumber: Detector = {
  personalClass: "jp_my_number",
  sign: TWELVE,
  validates: "twelve digits, weighted MOD 11 check digit",
  source: "MIC ordinance no. 85 of 2014, art. 5",
  find: finder({
    personalClass: "jp_my_number",
    names: namesOf("my number", "mynumber", "individual number", "kojin bango", "マイナンバー", "個人番号"),
    isValid: (digits) => passesMyNumber(digits) && !ALL_ALIKE.test(digits),
  }),
};
