// India's permanent account number: three letters, the holder's type, a letter of the name, a serial number, a letter.
// Its last letter is a check letter by a scheme that is not published, so shape and holder type are all there is.

import type { Detector, Finding, Place } from "./detector.ts";
import { isNamed, namesOf } from "./naming.ts";
import { LETTERED } from "./signs.ts";

const SHAPE = /(?<![0-9A-Za-z_-])[A-Z]{3}[ABCFGHJLPT][A-Z]([0-9]{4})[A-Z](?![0-9A-Za-z_-])/gi;
const NAMES = namesOf("pan", "pan number", "pannumber", "permanent account number", "income tax");

function findPans(text: string, place: Place): Finding[] {
  const found: Finding[] = [];
  for (const { 0: written, 1: serial, index: start } of text.matchAll(SHAPE)) {
    if (serial === "0000") continue;
    const value = written.toUpperCase();
    // In lower case it may be any code, unless something says what it is.
    if (written !== value && !isNamed(NAMES, place, { text, start })) continue;
    found.push({ personalClass: "in_pan", start, end: start + written.length, certainty: "certain", value });
  }
  return found;
}

export const indianPan: Detector = {
  personalClass: "in_pan",
  sign: LETTERED,
  validates: "shape, holder type in the fourth letter, serial number from 0001",
  source: "Income Tax Department of India, Structure of PAN",
  find: findPans,
};
