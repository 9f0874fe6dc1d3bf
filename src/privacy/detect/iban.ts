// IBAN: country, length by country, and the check digits of ISO 7064 MOD 97-10. In one piece or in groups of four.

import { passesMod97 } from "./check-digits.ts";
import type { Detector, Finding } from "./detector.ts";
import { COUNTRY } from "./signs.ts";

/** SWIFT IBAN registry (ISO 13616): country and length, sorted. */
const REGISTRY =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 " +
  "EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 " +
  "IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 " +
  "NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 " +
  "SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 ";

const LENGTHS: ReadonlyMap<string, number> = new Map(
  REGISTRY.trim()
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

const BEGINNING = /(?<![0-9A-Za-z_])[A-Za-z]{2}[0-9]{2}(?=[ -]?[0-9A-Za-z]{4})/g;
const LETTER_OR_DIGIT = /[0-9A-Za-z]/;
const MIXED_CASE = /[a-z].*[A-Z]|[A-Z].*[a-z]/;
const GROUP = 4;

function findIbans(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { 0: beginning, index } of text.matchAll(BEGINNING)) {
    const length = LENGTHS.get(beginning.slice(0, 2).toUpperCase());
    const read = length === undefined ? null : readGroups(text, index, length);
    if (read === null || MIXED_CASE.test(read.value)) continue;
    const value = read.value.toUpperCase();
    if (passesMod97(value))
      found.push({ personalClass: "iban", start: index, end: read.end, certainty: "certain", value });
  }
  return found;
}

/** Exactly `length` letters and digits from `start`, and none after; a separator after each group of four or nowhere. */
function readGroups(text: string, start: number, length: number): { value: string; end: number } | null {
  const next = text.charAt(start + GROUP);
  const separator = next === " " || next === "-" ? next : "";
  let value = "";
  let at = start;
  while (value.length < length) {
    if (separator !== "" && value !== "" && value.length % GROUP === 0 && text.charAt(at++) !== separator)
      return null;
    const char = text.charAt(at++);
    if (!LETTER_OR_DIGIT.test(char)) return null;
    value += char;
  }
  return LETTER_OR_DIGIT.test(text.charAt(at)) ? null : { value, end: at };
}

export const iban: Detector = {
  personalClass: "iban",
  sign: COUNTRY,
  validates: "country, length of the country, MOD 97-10 check digits",
  source: "ISO 13616-1:2020; SWIFT IBAN registry; ISO 7064",
  find: findIbans,
};
