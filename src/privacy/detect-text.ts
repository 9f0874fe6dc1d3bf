// What a text holds and what would become of it: the same finders and rules as on the way in, for people who try them.

import { FREE_TEXT } from "./detect/detector.ts";
import { spokenForm } from "./detect/naming.ts";
import { findByName, findIn } from "./find.ts";
import type { Outcome } from "./json-walk.ts";
import { PERSONAL_CLASSES } from "./personal-classes.ts";
import { compileFullPlan } from "./plan.ts";
import { Redactor } from "./redactor.ts";
import type { EffectiveRules } from "./rules.ts";

export interface Trial {
  readonly text: string;
  /** The name of the field that the text is the value of; empty for free text. */
  readonly name: string;
  readonly rules: EffectiveRules;
  readonly key: Uint8Array;
}

export interface Detection {
  readonly personal_class: string;
  readonly data_class: string;
  readonly start: number;
  readonly end: number;
  readonly certainty: string;
  readonly action: string;
}

export interface Detected {
  readonly findings: readonly Detection[];
  readonly outcome: Outcome;
}

export function detectText({ text, name, rules, key }: Trial): Detected {
  const plan = compileFullPlan(rules);
  const place = name === "" ? FREE_TEXT : { spoken: spokenForm(name), isNumber: false };
  const byName = place.spoken === " " || text === "" ? null : findByName(plan, text, place);
  const found = [...(byName === null ? [] : [byName]), ...findIn(plan, text, place)];
  const findings = found.map(({ personalClass, start, end, certainty, action }) => ({
    personal_class: personalClass,
    data_class: PERSONAL_CLASSES[personalClass].dataClass,
    start,
    end,
    certainty,
    action,
  }));
  return { findings, outcome: new Redactor({ plan, key }).field(text, place) };
}
