// The classes of personal data that telemetry is searched for: a row each, with the class of data (policy's registry) that
// it belongs to. What finds them is in detect/; what is done with them is a tenant's rule.
// INVARIANT: names are permanent: they stand in rules, audit entries and replaced values.

import type { DataClass } from "../policy/index.ts";

interface PersonalClassRow {
  readonly dataClass: DataClass;
  readonly title: string;
  readonly law: string;
}

const of = (dataClass: DataClass, title: string, law: string): PersonalClassRow => ({
  dataClass,
  title,
  law,
});

export const PERSONAL_CLASSES = {
  in_aadhaar: of("government_id", "Aadhaar number", "Aadhaar Act 2016, s. 29; UIDAI on masked Aadhaar"),
  in_pan: of(
    "government_id",
    "Indian permanent account number",
    "Income-tax Act 1961, s. 139A; DPDP Act 2023",
  ),
  jp_my_number: of("government_id", "Japanese individual number", "My Number Act 2013, arts. 19 and 20"),
  cn_resident_id: of("government_id", "Chinese resident identity number", "PIPL, art. 28"),
  iban: of("financial", "international bank account number", "GDPR, art. 5(1)(c)"),
  payment_card: of("payment_card", "payment card number", "PCI DSS 4.0, 3.4 and 3.5"),
  bank_account: of("financial", "national bank account number", "GLBA; GDPR, art. 5(1)(c)"),
  email: of("contact", "e-mail address", "GDPR, art. 4(1)"),
  phone: of("contact", "telephone number", "GDPR, art. 4(1)"),
  health: of("health", "health data, by the name of its field", "GDPR, art. 9; HIPAA, 45 CFR 164.514"),
  biometric: of("biometric", "biometric data, by the name of its field", "GDPR, art. 9; BIPA"),
} as const satisfies Record<string, PersonalClassRow>;

export type PersonalClass = keyof typeof PERSONAL_CLASSES;

export const PERSONAL_CLASS_NAMES = Object.keys(PERSONAL_CLASSES) as readonly PersonalClass[];
