// National bank account numbers. They have no check digit that holds across countries: only a name right before the value
// makes one.

import { standsAlone, type Detector, type Finding, type Place } from "./detector.ts";
import { isNamedClosely, mayName, namesOf, says } from "./naming.ts";
import { SIX } from "./signs.ts";

const SHAPE = /(?<![0-9A-Za-z_])[0-9](?:[ -]?[0-9]){5,17}(?![0-9A-Za-z_])/g;
const LEAST_DISTINCT = 2;

const NAMES = namesOf(
  "account number, account no, accountnumber, acct no, acct number, acct, a c no, bank account",
  "bankaccount, beneficiary account, payee account, giro, 口座番号, 银行账号, 账号, 銀行口座",
);
/** Accounts that hold no money. */
const OTHER_ACCOUNTS = namesOf(
  "aws",
  "cloud",
  "gcp",
  "azure",
  "service account",
  "storage account",
  "github",
);

function findAccounts(text: string, place: Place): Finding[] {
  if (!mayName(NAMES, place, text) || says(place.spoken, OTHER_ACCOUNTS)) return [];
  const found: Finding[] = [];
  for (const { 0: written, index: start } of text.matchAll(SHAPE)) {
    const end = start + written.length;
    const value = written.replace(/[ -]/g, "");
    if (new Set(value).size < LEAST_DISTINCT || !standsAlone(text, start, end)) continue;
    if (!isNamedClosely(NAMES, place, { text, start })) continue;
    found.push({ personalClass: "bank_account", start, end, certainty: "certain", value });
  }
  return found;
}

export const bankAccount: Detector = {
  personalClass: "bank_account",
  sign: SIX,
  validates: "6 to 18 digits right after a name for an account that holds money",
  source: "lengths as in NACHA, RBI and Zengin account numbers",
  find: findAccounts,
};
