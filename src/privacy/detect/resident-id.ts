// China's resident identity number: province, date of birth, sequence, check character.

import { passesMod11x2 } from "./check-digits.ts";
import { standsAlone, type Detector, type Finding } from "./detector.ts";
import { SEVENTEEN } from "./signs.ts";

const SHAPE = /(?<![0-9A-Za-z_])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9A-Za-z_])/g;

/** GB/T 2260, the first two digits; 81 to 83 are residence permits of Hong Kong, Macao and Taiwan. */
const PROVINCES: ReadonlySet<string> = new Set(
  (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 " +
    "50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"
  ).split(" "),
);

/** Is there such a day? The years are bounded by the shape. */
function isDate(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return date.getUTCMonth() === (month ?? 0) - 1 && date.getUTCDate() === day;
}

function findResidentIds(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { 0: written, index: start } of text.matchAll(SHAPE)) {
    const end = start + written.length;
    const value = written.toUpperCase();
    const isPlausible = PROVINCES.has(value.slice(0, 2)) && isDate(value.slice(6, 14));
    if (!isPlausible || !passesMod11x2(value) || !standsAlone(text, start, end)) continue;
    found.push({ personalClass: "cn_resident_id", start, end, certainty: "certain", value });
  }
  return found;
}

export const residentId: Detector = {
  personalClass: "cn_resident_id",
  sign: SEVENTEEN,
  validates: "province, a day that exists, MOD 11-2 check character",
  source: "GB 11643-1999; GB/T 2260; ISO 7064",
  find: findResidentIds,
};
