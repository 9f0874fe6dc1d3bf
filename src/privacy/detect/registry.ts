// Every detector of values, in order of precedence: of two that claim the same text with equal severity the earlier holds.

import { bankAccount } from "./bank-account.ts";
import type { Detector } from "./detector.ts";
import { email } from "./email.ts";
import { iban } from "./iban.ts";
import { indianPan } from "./indian-pan.ts";
import { paymentCard } from "./payment-card.ts";
import { phone } from "./phone.ts";
import { residentId } from "./resident-id.ts";
import { aadhaar, myNumber } from "./twelve-digits.ts";

export const DETECTORS: readonly Detector[] = [
  paymentCard,
  iban,
  residentId,
  aadhaar,
  myNumber,
  indianPan,
  email,
  bankAccount,
  phone,
];
