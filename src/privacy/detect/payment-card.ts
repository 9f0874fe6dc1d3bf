// Payment card numbers: issuer ranges with their lengths, Luhn, and the groupings in which cards are printed. Airline
// cards (UATP, leading 1) are left out: timestamps look like them.

import { passesLuhn } from "./check-digits.ts";
import { standsAlone, type Detector, type Finding, type Place } from "./detector.ts";
import { isNamed, namesOf } from "./naming.ts";
import { CARD } from "./signs.ts";

interface Range {
  /** Prefixes from `low` to `high`, both included, of equal length. */
  readonly low: string;
  readonly high: string;
  readonly least: number;
  readonly most: number;
}

/** Network by network; lengths as the networks publish them. */
const RANGES: readonly Range[] = [
  { low: "4", high: "4", least: 13, most: 19 }, // Visa: 13, 16, 19
  { low: "51", high: "55", least: 16, most: 16 }, // Mastercard
  { low: "2221", high: "2720", least: 16, most: 16 }, // Mastercard
  { low: "2200", high: "2204", least: 16, most: 19 }, // Mir
  { low: "34", high: "34", least: 15, most: 15 }, // American Express
  { low: "37", high: "37", least: 15, most: 15 }, // American Express
  { low: "300", high: "305", least: 14, most: 19 }, // Diners Club
  { low: "36", high: "36", least: 14, most: 19 }, // Diners Club
  { low: "38", high: "39", least: 14, most: 19 }, // Diners Club
  { low: "3528", high: "3589", least: 16, most: 19 }, // JCB
  { low: "6011", high: "6011", least: 16, most: 19 }, // Discover
  { low: "644", high: "659", least: 16, most: 19 }, // Discover, RuPay
  { low: "62", high: "62", least: 16, most: 19 }, // UnionPay
  { low: "60", high: "60", least: 16, most: 16 }, // RuPay
  { low: "508", high: "508", least: 16, most: 16 }, // RuPay
  { low: "81", high: "82", least: 16, most: 16 }, // RuPay, UnionPay
  { low: "9792", high: "9792", least: 16, most: 16 }, // Troy
  ...["5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763"].map((prefix) => ({
    low: prefix,
    high: prefix,
    least: 12,
    most: 19,
  })), // Maestro
];

const VISA_LENGTHS: ReadonlySet<number> = new Set([13, 16, 19]);

function isIssued(digits: string): boolean {
  if (digits.startsWith("4") && !VISA_LENGTHS.has(digits.length)) return false;
  return RANGES.some(({ low, high, least, most }) => {
    const prefix = digits.slice(0, low.length);
    return prefix >= low && prefix <= high && digits.length >= least && digits.length <= most;
  });
}

// In one piece; 4-4-4-4 with or without three more; 4-6-5 and 4-6-4.
const SHAPE =
  /(?<![0-9A-Za-z_])(?:[2-9][0-9]{11,18}|[2-9][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![0-9A-Za-z_])/g;

const NAMES = namesOf(
  "card, card number, cardnumber, credit card, creditcard, debit card, cc, ccnum, pan",
  "カード, 信用卡, 银行卡, 卡号",
);

/** Bare numbers of other lengths are often article numbers, order numbers and timestamps. */
const USUAL_LENGTHS: ReadonlySet<number> = new Set([15, 16]);

function findCards(text: string, place: Place): Finding[] {
  const found: Finding[] = [];
  for (const { 0: written, index: start } of text.matchAll(SHAPE)) {
    const end = start + written.length;
    const value = written.replace(/[ -]/g, "");
    if (!isIssued(value) || !passesLuhn(value) || !standsAlone(text, start, end)) continue;
    const isGrouped = value.length < written.length;
    const isClear = isGrouped || (USUAL_LENGTHS.has(value.length) && !place.isNumber);
    const certainty = isClear || isNamed(NAMES, place, { text, start }) ? "certain" : "possible";
    found.push({ personalClass: "payment_card", start, end, certainty, value });
  }
  return found;
}

export const paymentCard: Detector = {
  personalClass: "payment_card",
  sign: CARD,
  validates: "issuer range, length of the range, Luhn",
  source: "ISO/IEC 7812-1:2017 and the networks' published ranges",
  find: findCards,
};
