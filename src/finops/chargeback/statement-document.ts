// A statement as it is told and kept: amounts as decimals of the currency, percentages that add up to 100.00, adjustments as
// entries of their own. What was closed is kept in this form and never made again.

import { apportion, formatMoney, type Money } from "../../kernel/money.ts";
import { minorUnits } from "../focus/national-currencies.ts";
import type { ChargebackModel } from "./model.ts";
import type { Month } from "./period.ts";
import { unitOf } from "./share-out.ts";
import type { ChargedNode } from "./statement.ts";
import type { Level } from "./use-tree.ts";

export interface Adjustment {
  readonly id: string;
  /** When it was entered. */
  readonly at: string;
  /** Below zero for a credit. */
  readonly amount: string;
  readonly reason: string;
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
}

export interface StatementLine {
  readonly level: Level;
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
  readonly quantity: string;
  readonly direct: string;
  readonly shared: string;
  readonly platform: string;
  readonly total: string;
}

/** What a service pays for one meter. */
export interface MeterLine {
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
  readonly meter: string;
  readonly quantity: string;
  readonly unit_price: string;
  /** Exact; `amount` is its part of the rounded whole. */
  readonly cost: string;
  readonly amount: string;
}

/** What somebody pays of one pool; of the services, or of the tenant where nobody used anything. */
export interface PoolLine {
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
  readonly pool: string;
  readonly component: "shared" | "platform";
  readonly amount: string;
}

export interface StatementDocument {
  readonly v: 1;
  readonly tenant: string;
  readonly period: string;
  readonly currency: string;
  readonly model: ChargebackModel;
  readonly components: { readonly direct: string; readonly shared: string; readonly platform: string };
  /** Of the total before adjustments. */
  readonly percent: { readonly direct: string; readonly shared: string; readonly platform: string };
  readonly total: string;
  readonly lines: readonly StatementLine[];
  readonly meters: readonly MeterLine[];
  readonly pools: readonly PoolLine[];
}

interface Place {
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
}

const TOP: Place = { department: null, team: null, service: null };

function placeOf(above: Place, { level, id }: ChargedNode): Place {
  return level === "tenant" ? TOP : { ...above, [level]: id };
}

function componentOf({ pools }: ChargedNode, wanted: "shared" | "platform"): bigint {
  return pools.reduce((sum, { component, amount }) => (component === wanted ? sum + amount : sum), 0n);
}

/** Percentages with two places that add up to 100, by largest remainder; of nothing none. */
function percentages(amounts: readonly bigint[]): string[] {
  if (amounts.every((amount) => amount === 0n)) return amounts.map(() => "0.00");
  const positive = amounts.map((amount) => (amount > 0n ? amount : 0n));
  return apportion(10_000n, positive).map((parts) => (Number(parts) / 100).toFixed(2));
}

/** Whole smallest units as a decimal of the currency: formatMoney for what is mostly below 2^53. */
function unitText(model: ChargebackModel): (units: bigint) => string {
  const unit = unitOf(model);
  const scale = 10 ** minorUnits(model.currency);
  return (units) => {
    const [near, whole] = [Number(units), Math.trunc(Number(units) / scale)];
    if (near < 0 || near > Number.MAX_SAFE_INTEGER) return formatMoney(units * unit);
    const rest = near - whole * scale;
    if (rest === 0) return String(whole);
    return `${whole}.${String(rest + scale)
      .slice(1)
      .replace(/0+$/, "")}`;
  };
}

/** Few prices stand in many lines. */
function priceText(): (price: Money) => string {
  const known = new Map<Money, string>();
  return (price) => {
    const text = known.get(price) ?? formatMoney(price);
    known.set(price, text);
    return text;
  };
}

interface Telling {
  readonly into: Flat;
  readonly text: (units: bigint) => string;
  readonly price: (price: Money) => string;
}

interface Flat {
  readonly lines: StatementLine[];
  readonly meters: MeterLine[];
  readonly pools: PoolLine[];
}

function flatten(node: ChargedNode, above: Place, told: Telling): void {
  const [place, { into, text, price }] = [placeOf(above, node), told];
  const [shared, platform] = [componentOf(node, "shared"), componentOf(node, "platform")];
  const { department, team, service } = place;
  into.lines.push({
    level: node.level,
    department,
    team,
    service,
    quantity: String(node.quantity),
    direct: text(node.direct),
    shared: text(shared),
    platform: text(platform),
    total: text(node.total),
  });
  for (const { line, amount } of node.meters)
    into.meters.push({
      department,
      team,
      service,
      meter: line.meter,
      quantity: line.units,
      unit_price: price(line.unitPrice),
      cost: formatMoney(line.cost),
      amount: text(amount),
    });
  if (node.children.length === 0)
    for (const { pool, component, amount } of node.pools)
      into.pools.push({ department, team, service, pool, component, amount: text(amount) });
  for (const child of node.children) flatten(child, place, told);
}

export function toDocument(
  statement: ChargedNode,
  { model, month }: { readonly model: ChargebackModel; readonly month: Month },
): StatementDocument {
  const text = unitText(model);
  const into: Flat = { lines: [], meters: [], pools: [] };
  flatten(statement, TOP, { into, text, price: priceText() });
  const amounts = [statement.direct, componentOf(statement, "shared"), componentOf(statement, "platform")];
  const [direct = "0.00", shared = "0.00", platform = "0.00"] = percentages(amounts);
  const [directTotal = "0", sharedTotal = "0", platformTotal = "0"] = amounts.map(text);
  return {
    v: 1,
    tenant: statement.id,
    period: month.name,
    currency: model.currency,
    model,
    components: { direct: directTotal, shared: sharedTotal, platform: platformTotal },
    percent: { direct, shared, platform },
    total: text(statement.total),
    ...into,
  };
}
