// What a tenant wants done with each class of personal data, and what is done where it has not said.
// The defaults touch only numbers that have no business in telemetry and that validation finds with few mistakes; everything
// that is found by a name, and all that telemetry commonly needs (e-mail, phone), is left until the tenant decides.

import { z } from "zod";
import type { Jurisdiction } from "../directory/index.ts";
import { PERSONAL_CLASS_NAMES, type PersonalClass } from "./personal-classes.ts";

/**
 * - `allow`: kept as it came
 * - `mask`: replaced by the name of its class
 * - `hash`: replaced by a token that is the same for the same value, in this tenant only
 * - `drop`: the field goes
 * - `refuse`: the row is rejected and counted
 */
const ACTIONS = ["allow", "mask", "hash", "drop", "refuse"] as const;

export type PrivacyAction = (typeof ACTIONS)[number];

const CERTAINTIES = ["certain", "possible"] as const;

/** `certain`: validated strongly, or named by its field. `possible`: one check digit alone, or a shape alone. */
export type Certainty = (typeof CERTAINTIES)[number];

const ruleSchema = z.strictObject({
  action: z.enum(ACTIONS),
  /** `possible` takes what is certain too, and more false finds with it. */
  certainty: z.enum(CERTAINTIES).default("certain"),
});

export type PrivacyRule = z.infer<typeof ruleSchema>;

const optionalRule = ruleSchema.optional();
const shape = Object.fromEntries(PERSONAL_CLASS_NAMES.map((name) => [name, optionalRule])) as Record<
  PersonalClass,
  typeof optionalRule
>;

export const privacyRulesSchema = z.strictObject({ rules: z.strictObject(shape) });

export type PrivacyRules = z.infer<typeof privacyRulesSchema>["rules"];

export const effectiveRulesSchema = z.record(z.enum(PERSONAL_CLASS_NAMES), ruleSchema);

export type EffectiveRules = Readonly<Record<PersonalClass, PrivacyRule>>;

const ALLOW: PrivacyRule = { action: "allow", certainty: "certain" };
const MASK: PrivacyRule = { action: "mask", certainty: "certain" };

const DEFAULTS: Readonly<Record<Jurisdiction, PrivacyRules>> = {
  eu: { payment_card: MASK, iban: MASK },
  us: { payment_card: MASK },
  in: { payment_card: MASK, in_aadhaar: MASK, in_pan: MASK },
  jp: { payment_card: MASK, jp_my_number: MASK },
  cn: { payment_card: MASK, cn_resident_id: MASK },
};

/** The rule of every class: the tenant's own, else the default of its jurisdiction, else `allow`. */
export function effectiveRules(own: PrivacyRules, jurisdiction: Jurisdiction): EffectiveRules {
  const defaults = DEFAULTS[jurisdiction];
  return Object.fromEntries(
    PERSONAL_CLASS_NAMES.map((name) => [name, own[name] ?? defaults[name] ?? ALLOW]),
  ) as Record<PersonalClass, PrivacyRule>;
}
