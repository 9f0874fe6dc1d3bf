// Telephone numbers: international ones by their calling code and length (E.164); national ones where a name says so.
// Without a name, national forms are `possible` only in the groupings of their countries.

import { isDigit, type Detector, type Finding, type Place } from "./detector.ts";
import { isNamedClosely, mayName, namesOf } from "./naming.ts";
import { SIX } from "./signs.ts";

/** ITU-T E.164 list of assigned country codes (2016): 1 and 7, then all of two digits, the rest of three. */
const TWO_DIGIT_CODES =
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
const THREE_DIGIT_FAMILIES = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99";
const CODES: ReadonlySet<string> = new Set(`1 7 ${TWO_DIGIT_CODES} ${THREE_DIGIT_FAMILIES}`.split(" "));

/** Digits in all, by calling code, where the plan fixes them; others have 8 to 15. */
const LENGTHS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  "1": [11, 11],
  "7": [11, 11],
  "31": [11, 11],
  "32": [10, 11],
  "33": [11, 11],
  "34": [11, 11],
  "44": [11, 12],
  "45": [10, 10],
  "61": [11, 11],
  "65": [10, 10],
  "81": [11, 12],
  "82": [11, 12],
  "86": [12, 13],
  "91": [12, 12],
};
const SURELY = 10;
const MOST_DIGITS = 15;

const CHAIN = /(?<![0-9A-Za-z_+])(?:\+|\(?(?=[0-9]))[0-9][0-9 ().\-/]{5,28}(?![0-9A-Za-z_])/g;
const NORTH_AMERICAN = /^1?[2-9][0-9]{2}[2-9][0-9]{6}$/;

const NAMES = namesOf(
  "phone, telephone, tel, mobile, cellphone, cell phone, msisdn, fax, whatsapp, sms to",
  "phonenumber, mobilenumber, contact number, caller, callee, 電話, 电话, 手机, 携帯",
);

/** Bounded pieces of digits, as they hang together in one chain. */
interface Reading {
  readonly digits: string;
  readonly end: number;
}

/** Every end at which a number may stop: after a piece of digits. */
function readings(chain: string): Reading[] {
  const found: Reading[] = [];
  let digits = "";
  for (let at = 0; at < chain.length; at++) {
    const isOne = isDigit(chain.charCodeAt(at));
    if (isOne) digits += chain.charAt(at);
    if (isOne && !isDigit(chain.charCodeAt(at + 1))) found.push({ digits, end: at + 1 });
  }
  return found;
}

function isInternational(digits: string): boolean {
  const code = [1, 2].map((size) => digits.slice(0, size)).find((prefix) => CODES.has(prefix));
  if (code === undefined) return false;
  if (code === "1" && !NORTH_AMERICAN.test(digits)) return false;
  const [least, most] = LENGTHS[code] ?? [8, MOST_DIGITS];
  return digits.length >= least && digits.length <= most;
}

// 415-555-2671 and (415) 555-2671; 090-1234-5678; 98765 43210; 138 1234 5678.
const NATIONAL =
  /^(?:\(?[2-9][0-9]{2}\)?[ .-]{1,2}[2-9][0-9]{2}[.-][0-9]{4}|0[5789]0-[0-9]{4}-[0-9]{4}|[6-9][0-9]{4} [0-9]{5}|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4})$/;
const DATE = /^(?:19|20)[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{2}/;
const ADDRESS = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}/;

function findPhones(text: string, place: Place): Finding[] {
  const found: Finding[] = [];
  const mayBeNamed = mayName(NAMES, place, text);
  for (const { 0: written, index: start } of text.matchAll(CHAIN)) {
    const chain = written.replace(/[ ().\-/]+$/, "");
    const finding = chain.startsWith("+")
      ? international(chain)
      : national(chain, { text, start, place, mayBeNamed });
    if (finding !== null)
      found.push({ ...finding, personalClass: "phone", start, end: start + finding.size });
  }
  return found;
}

type Read = Pick<Finding, "certainty" | "value"> & { readonly size: number };

function international(chain: string): Read | null {
  const reading = readings(chain).findLast(({ digits }) => isInternational(digits));
  if (reading === undefined) return null;
  const { digits, end } = reading;
  return { size: end, certainty: digits.length >= SURELY ? "certain" : "possible", value: `+${digits}` };
}

interface Candidate {
  readonly text: string;
  readonly start: number;
  readonly place: Place;
  readonly mayBeNamed: boolean;
}

/** The first piece that makes a whole number ends it; what follows after a space may be another number. */
function national(chain: string, at: Candidate): Read | null {
  if (DATE.test(chain) || ADDRESS.test(chain)) return null;
  const plausible = readings(chain).filter(
    ({ digits }) => digits.length >= 7 && digits.length <= MOST_DIGITS,
  );
  const grouped = plausible.find(({ end }) => NATIONAL.test(chain.slice(0, end)));
  const whole = grouped ?? plausible.find(({ digits }) => digits.length >= SURELY) ?? plausible.at(-1);
  if (whole === undefined) return null;
  const isNamed = at.mayBeNamed && isNamedClosely(NAMES, at.place, at);
  if (!isNamed && (at.place.isNumber || grouped === undefined)) return null;
  return { size: whole.end, certainty: isNamed ? "certain" : "possible", value: whole.digits };
}

export const phone: Detector = {
  personalClass: "phone",
  sign: SIX,
  validates: "calling code and length after +; else a name and 7 to 15 digits, or a national grouping",
  source: "ITU-T E.164 (2010) and its list of country codes",
  find: findPhones,
};
