// What an engine of the policy benchmark is: loaded once with the rules, it answers whether an ask is allowed.

import type { Ask, Rule } from "./policy-cases.ts";

export interface Engine {
  readonly name: string;
  readonly load: (rules: readonly Rule[]) => Promise<Loaded>;
}

export interface Loaded {
  /** The asks in the engine's own form, so that building them is not timed. */
  readonly prepare: (asks: readonly Ask[]) => readonly (() => boolean)[];
}
