// A tenant's statement of a month: the amounts of the tenant divided down to its services, each level by the model's keys.
// INVARIANT: the amounts of the children add up to their parent's, in every component and pool, to the smallest unit.

import { divideRounded, type Money } from "../../kernel/money.ts";
import { allocate, type UnitUse } from "./allocate.ts";
import type { ChargebackModel, Pool } from "./model.ts";
import { roundTogether } from "./round-together.ts";
import { keyBelow, unitOf, type TenantAmounts } from "./share-out.ts";
import type { Level, UsedLine, UseNode } from "./use-tree.ts";

export interface ChargedMeter {
  readonly line: UsedLine;
  readonly amount: bigint;
}

export interface ChargedNode {
  readonly level: Level;
  readonly id: string;
  readonly quantity: bigint;
  readonly direct: bigint;
  /** By pool id, in the model's order. */
  readonly pools: readonly {
    readonly pool: string;
    readonly component: Pool["component"];
    readonly amount: bigint;
  }[];
  readonly total: bigint;
  readonly children: readonly ChargedNode[];
  /** Of a service: its direct amount by meter. */
  readonly meters: readonly ChargedMeter[];
}

type Amounts = Pick<ChargedNode, "direct" | "pools">;

interface Splitting {
  readonly model: ChargebackModel;
  readonly unit: Money;
}

const unitsOf = (nodes: readonly UseNode[]): UnitUse[] =>
  nodes.map(({ id, quantity, cost }) => ({ id, quantity, cost }));

/** A direct amount by exact costs; one that is not the rounded cost (target weights) in proportion to them. */
function splitDirect(amount: bigint, costs: readonly Money[], unit: Money): bigint[] {
  if (costs.length === 1) return [amount];
  const exact = costs.reduce((added, cost) => added + cost, 0n);
  // A parent's part may be a unit off its own rounding, because it was rounded together with others.
  const off = amount - divideRounded(exact, unit);
  if (off >= -1n && off <= 1n) return nudge(roundTogether(costs, unit), off);
  const units = costs.map((cost, at) => ({ id: String(at), quantity: 0n, cost }));
  return [...allocate(amount, { by: "proportional" }, units).parts];
}

/** One unit more or less, where the most is. */
function nudge(parts: readonly bigint[], off: bigint): bigint[] {
  const [first, ...rest] = parts.map((part, at) => ({ part, at }));
  if (off === 0n || first === undefined) return [...parts];
  const largest = rest.reduce((most, one) => (one.part > most.part ? one : most), first);
  return parts.map((part, at) => (at === largest.at ? part + off : part));
}

function chargeNode(node: UseNode, amounts: Amounts, splitting: Splitting): ChargedNode {
  const { level, id, quantity } = node;
  const children = [...node.children.values()];
  const { direct, pools } = amounts;
  const total = pools.reduce((added, { amount }) => added + amount, direct);
  const costs = node.lines.map(({ cost }) => cost);
  const byMeter = splitDirect(direct, costs, splitting.unit);
  return {
    level,
    id,
    quantity,
    direct,
    pools,
    total,
    children: chargeChildren(children, amounts, splitting),
    meters: node.lines.map((line, at) => ({ line, amount: byMeter[at] ?? 0n })),
  };
}

function chargeChildren(children: readonly UseNode[], amounts: Amounts, splitting: Splitting): ChargedNode[] {
  if (children.length === 0) return [];
  const { model, unit } = splitting;
  const units = unitsOf(children);
  const direct = splitDirect(
    amounts.direct,
    units.map(({ cost }) => cost),
    unit,
  );
  const pools = amounts.pools.map(({ pool: id, component, amount }) => {
    const pool = model.pools.find((one) => one.id === id);
    const key = pool === undefined ? ({ by: "even" } as const) : keyBelow(pool);
    return { pool: id, component, parts: allocate(amount, key, units).parts };
  });
  return children.map((child, at) =>
    chargeNode(
      child,
      {
        direct: direct[at] ?? 0n,
        pools: pools.map(({ pool, component, parts }) => ({ pool, component, amount: parts[at] ?? 0n })),
      },
      splitting,
    ),
  );
}

/** The tenant's amounts down its tree of use. A tenant without any use has no children, and its amounts all the same. */
export function buildStatement(model: ChargebackModel, amounts: TenantAmounts, tree: UseNode): ChargedNode {
  const pools = amounts.pools.map(({ pool, component, amount }) => ({ pool, component, amount }));
  return chargeNode(tree, { direct: amounts.direct, pools }, { model, unit: unitOf(model) });
}
