// An amount divided among units by a key, in whole smallest units. What has no weight has no part; when nobody has a weight
// the parts are equal, and the answer says so. INVARIANT: the parts add up to the amount.

import { apportion, type Money } from "../../kernel/money.ts";
import type { AllocationKey } from "./model.ts";

/** What a unit (a tenant, a department, a team, a service) used. */
export interface UnitUse {
  readonly id: string;
  /** Units of all meters. */
  readonly quantity: bigint;
  readonly cost: Money;
}

/** How it was divided in fact. */
export type Basis = AllocationKey["by"] | "even_for_want_of_weights";

export interface Allocation {
  readonly parts: readonly bigint[];
  readonly basis: Basis;
}

type Weigh = (unit: UnitUse) => bigint;

/** Names come with telemetry and bills: one may be `constructor`. */
const givenTo =
  (weights: Readonly<Record<string, number>>): Weigh =>
  ({ id }) =>
    BigInt(Object.hasOwn(weights, id) ? (weights[id] ?? 0) : 0);

function weighing(key: AllocationKey): Weigh {
  switch (key.by) {
    case "even":
      return () => 1n;
    case "usage":
      return ({ quantity }) => (quantity > 0n ? quantity : 0n);
    case "proportional":
      // Who was credited more than charged takes no part of what is shared.
      return ({ cost }) => (cost > 0n ? cost : 0n);
    case "fixed":
      return givenTo(key.weights);
    case "headcount":
      return givenTo(key.people);
  }
}

export function allocate(amount: bigint, key: AllocationKey, units: readonly UnitUse[]): Allocation {
  // A service is often its team's only one: nothing to divide.
  if (units.length === 1) return { parts: [amount], basis: key.by };
  const weights = units.map(weighing(key));
  const isWeighted = weights.some((weight) => weight > 0n);
  return { parts: apportion(amount, weights), basis: isWeighted ? key.by : "even_for_want_of_weights" };
}
