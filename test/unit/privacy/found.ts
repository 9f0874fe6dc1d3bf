// What a detector makes of a text, in short: `certainty text` for each find.

import type { PersonalClass } from "../../../src/privacy/personal-classes.ts";
import { spokenForm } from "../../../src/privacy/detect/naming.ts";
import { DETECTORS } from "../../../src/privacy/detect/registry.ts";
import { signsOf } from "../../../src/privacy/detect/signs.ts";

/** As the scan does it: a detector sees only texts that show its sign. */
export function found(personalClass: PersonalClass, text: string, name = "", isNumber = false): string[] {
  const detector = DETECTORS.find((row) => row.personalClass === personalClass);
  if (detector === undefined) throw new Error(`no detector of ${personalClass}`);
  if ((signsOf(text) & detector.sign) === 0) return [];
  const place = { spoken: spokenForm(name), isNumber };
  return detector
    .find(text, place)
    .map(({ certainty, start, end }) => `${certainty} ${text.slice(start, end)}`);
}
