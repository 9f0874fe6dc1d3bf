// What is found in one text or field, with what the rules make of it.

import type { Finding, Place } from "./detect/detector.ts";
import { namedClassOf } from "./detect/named-fields.ts";
import { signsOf } from "./detect/signs.ts";
import { actionOn, type Plan } from "./plan.ts";
import type { PrivacyAction } from "./rules.ts";

export interface Found extends Finding {
  readonly action: PrivacyAction;
}

/** In the order of the text; finds may overlap. */
export function findIn(plan: Plan, text: string, place: Place): Found[] {
  const signs = signsOf(text) & plan.signs;
  if (signs === 0) return [];
  return plan.detectors
    .filter(({ sign }) => (sign & signs) !== 0)
    .flatMap((detector) => detector.find(text, place))
    .map((finding) => ({
      ...finding,
      action: actionOn(plan.rules, finding.personalClass, finding.certainty),
    }))
    .sort((left, right) => left.start - right.start);
}

/** A whole field that its name gives away. */
export function findByName(plan: Plan, value: string, place: Place): Found | null {
  const row = namedClassOf(place.spoken, plan.named);
  if (row === null) return null;
  const { personalClass } = row;
  const action = actionOn(plan.rules, personalClass, "certain");
  return { personalClass, start: 0, end: value.length, certainty: "certain", value, action };
}

const SEVERITY: Readonly<Record<PrivacyAction, number>> = { allow: 0, hash: 1, mask: 2, drop: 3, refuse: 4 };

/** Where finds overlap the most severe decides, then the longest, then the earliest detector. */
export function severest(found: readonly Found[]): Found | null {
  let worst: Found | null = null;
  for (const one of found) {
    const isWorse =
      worst === null ||
      SEVERITY[one.action] > SEVERITY[worst.action] ||
      (SEVERITY[one.action] === SEVERITY[worst.action] && one.end - one.start > worst.end - worst.start);
    if (isWorse) worst = one;
  }
  return worst;
}

/** Finds that touch the same characters, as one span each. Allowed ones are left out. */
export function clusters(found: readonly Found[]): { start: number; end: number; of: Found[] }[] {
  const made: { start: number; end: number; of: Found[] }[] = [];
  for (const one of found) {
    if (one.action === "allow") continue;
    const last = made.at(-1);
    if (last === undefined || one.start >= last.end) made.push({ start: one.start, end: one.end, of: [one] });
    else {
      last.end = Math.max(last.end, one.end);
      last.of.push(one);
    }
  }
  return made;
}
