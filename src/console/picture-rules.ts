// The dark colours of pictures that were drawn light: the same drawing serves both looks, and changes with them at once.
// INVARIANT: a colour of the light look that means several things means the same things in the dark one.

import { LOOKS, type Look } from "../reporting/index.ts";

const PAINTS = ["fill", "stroke", "stop-color"] as const;

const PLAIN = ["background", "surface", "text", "muted", "grid", "axis", "up", "down"] as const;

const listed = (look: Look): string[] => [
  ...PLAIN.map((name) => look[name]),
  ...look.series,
  ...Object.values(look.severities),
];

/** The dark colour of each light one. */
export function darkColours(): ReadonlyMap<string, string> {
  const [light, dark] = [listed(LOOKS.light), listed(LOOKS.dark)];
  return new Map(light.map((colour, at) => [colour, dark[at] ?? colour]));
}

export function pictureRules(): string {
  const rules = [...darkColours()].flatMap(([from, to]) =>
    PAINTS.map((paint) => `.chart svg [${paint}="${from}" i]{${paint}:light-dark(${from},${to})}`),
  );
  return `/* The dark colours of pictures. */\n${rules.join("\n")}\n`;
}
