// The month's amounts of every tenant: its direct usage, its part of each pool, and the three components, computed or as
// targets. All in whole smallest units of the model's currency. INVARIANT: over all tenants the direct parts add up to the
// rounded direct cost, the parts of a divided pool to its amount, and with target weights the components to the same whole.

import { apportion, moneyOf, type Money } from "../../kernel/money.ts";
import { minorUnits } from "../focus/national-currencies.ts";
import { allocate, type Basis, type UnitUse } from "./allocate.ts";
import type { AllocationKey, ChargebackModel, Pool } from "./model.ts";
import { roundTogether, smallestUnit } from "./round-together.ts";

export interface PoolShare {
  readonly pool: string;
  readonly component: Pool["component"];
  readonly amount: bigint;
  readonly basis: Basis | "each";
}

export interface TenantAmounts {
  readonly tenant: string;
  readonly direct: bigint;
  readonly pools: readonly PoolShare[];
}

/** The smallest unit of the model's currency. */
export function unitOf({ currency }: ChargebackModel): Money {
  return smallestUnit(minorUnits(currency));
}

interface PoolParts {
  readonly pool: Pool;
  readonly parts: readonly bigint[];
  readonly basis: PoolShare["basis"];
}

function dividePool(pool: Pool, units: readonly UnitUse[], unit: Money): PoolParts {
  const [amount = 0n] = roundTogether([moneyOf(pool.amount)], unit);
  if (pool.charged === "each") return { pool, parts: units.map(() => amount), basis: "each" };
  return { pool, ...allocate(amount, pool.key, units) };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((added, amount) => added + amount, 0n);

/** The same whole, divided among the components by weights and then among the tenants as it was before. */
function toTargets(
  computed: { readonly direct: readonly bigint[]; readonly pools: readonly PoolParts[] },
  weighting: Extract<ChargebackModel["weighting"], { as: "target" }>,
): typeof computed {
  const { direct, pools } = computed;
  const whole = sum(direct) + sum(pools.map(({ parts }) => sum(parts)));
  const weights = [weighting.direct, weighting.shared, weighting.platform].map(BigInt);
  const [toDirect = 0n, toShared = 0n, toPlatform = 0n] = apportion(whole, weights);
  const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
  const of = (component: Pool["component"]) => pools.filter(({ pool }) => pool.component === component);
  const rescale = (component: Pool["component"], target: bigint): PoolParts[] => {
    const own = of(component);
    const totals = apportion(
      target,
      own.map(({ parts }) => sum(parts)),
    );
    return own.map((pool, at) => ({ ...pool, parts: apportion(totals[at] ?? 0n, pool.parts) }));
  };
  // A component without a pool has nobody to carry it: its target joins the direct one.
  const orphaned =
    (of("shared").length === 0 ? toShared : 0n) + (of("platform").length === 0 ? toPlatform : 0n);
  return {
    direct: apportion(toDirect + orphaned, direct.map(positive)),
    pools: [...rescale("shared", toShared), ...rescale("platform", toPlatform)],
  };
}

export function shareOut(model: ChargebackModel, tenants: readonly UnitUse[]): TenantAmounts[] {
  const unit = unitOf(model);
  const computed = {
    direct: roundTogether(
      tenants.map(({ cost }) => cost),
      unit,
    ),
    pools: model.pools.map((pool) => dividePool(pool, tenants, unit)),
  };
  const { weighting } = model;
  const { direct, pools } = weighting.as === "target" ? toTargets(computed, weighting) : computed;
  return tenants.map(({ id }, at) => ({
    tenant: id,
    direct: direct[at] ?? 0n,
    pools: pools.map(({ pool, parts, basis }) => ({
      pool: pool.id,
      component: pool.component,
      amount: parts[at] ?? 0n,
      basis,
    })),
  }));
}

/** By which key a pool is divided below the tenant: the same, but for weights that name tenants. */
export function keyBelow({ key, charged }: Pool): AllocationKey {
  return charged === "each" ? { by: "proportional" } : key;
}
