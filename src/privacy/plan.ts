// A tenant's rules made ready for looking at texts: the detectors that can lead to anything, and the signs they need.

import { NAMED_CLASSES, type NamedClass } from "./detect/named-fields.ts";
import type { Detector } from "./detect/detector.ts";
import { DETECTORS } from "./detect/registry.ts";
import type { Certainty, EffectiveRules, PrivacyAction } from "./rules.ts";
import type { PersonalClass } from "./personal-classes.ts";

export interface Plan {
  readonly rules: EffectiveRules;
  readonly detectors: readonly Detector[];
  readonly named: readonly NamedClass[];
  /** The signs that any of the detectors goes by. */
  readonly signs: number;
  /** Finds the beginnings of the names of `named` in a text, or null without any. */
  readonly nameStems: RegExp | null;
  /** Is any class refused? Then what cannot be looked at is refused too. */
  readonly refuses: boolean;
}

/** Null when everything is allowed: then nothing needs to be looked at. */
export function compilePlan(rules: EffectiveRules): Plan | null {
  const isActive = ({ personalClass }: { personalClass: PersonalClass }): boolean =>
    rules[personalClass].action !== "allow";
  const detectors = DETECTORS.filter(isActive);
  const named = NAMED_CLASSES.filter(isActive);
  if (detectors.length + named.length === 0) return null;
  return planOf(rules, detectors, named);
}

/** Looks for every class, also for what is allowed: to show what is there. */
export function compileFullPlan(rules: EffectiveRules): Plan {
  return planOf(rules, DETECTORS, NAMED_CLASSES);
}

function planOf(rules: EffectiveRules, detectors: readonly Detector[], named: readonly NamedClass[]): Plan {
  return {
    rules,
    detectors,
    named,
    signs: detectors.reduce((signs, { sign }) => signs | sign, 0),
    nameStems: stemsOf(named),
    refuses: Object.values(rules).some(({ action }) => action === "refuse"),
  };
}

function stemsOf(named: readonly NamedClass[]): RegExp | null {
  const names = named.flatMap((row) => [row.names.stems.source]);
  return names.length === 0 ? null : new RegExp([...new Set(names)].join("|"), "i");
}

/** What a rule makes of a find: what is less certain than the rule asks for is allowed. */
export function actionOn(
  rules: EffectiveRules,
  personalClass: PersonalClass,
  certainty: Certainty,
): PrivacyAction {
  const rule = rules[personalClass];
  return certainty === "certain" || rule.certainty === "possible" ? rule.action : "allow";
}
