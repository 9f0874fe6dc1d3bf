// The statement of a month: kept as it was closed, or made from what is used and billed as of now. What is in another currency
// than the model's counts by the tenant's exchange rates; without one of its day it is not charged, and its currency told.

import {
  buildStatement,
  buildUseTree,
  countsAsUse,
  hasEnded,
  parseMonth,
  shareOut,
  toDocument,
  unitsOf,
  type ChargebackModel,
  type DailyCost,
  type Month,
  type PricedLine,
  type StatementDocument,
  type UsedLine,
} from "../../finops/index.ts";
import { listAdjustments, loadClosed } from "../../finops/store/chargebacks.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { divideRounded, moneyOf } from "../../kernel/money.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { loadState } from "../object-store.ts";
import { readOwnedCosts, type OwnedCosts } from "./owned-costs.ts";
import type { UsageRim } from "./read-usage.ts";

const orNull = (text: string | undefined): string | null => (text === undefined || text === "" ? null : text);

/** Costs of one owner and item, added up. */
interface Item {
  readonly of: Pick<UsedLine, "department" | "team" | "service" | "meter">;
  quantity: bigint;
  units: number;
  cost: bigint;
}

type Items = Map<string, Item>;

function itemOf(items: Items, of: Item["of"]): Item {
  const name = JSON.stringify([of.department, of.team, of.service, of.meter]);
  const item = items.get(name) ?? { of, quantity: 0n, units: 0, cost: 0n };
  items.set(name, item);
  return item;
}

function addOwn(items: Items, { of, meter, quantity, cost }: PricedLine): void {
  const { team, service, tags } = of;
  const item = itemOf(items, {
    department: orNull(tags["department"]),
    team: orNull(team),
    service: orNull(service),
    meter,
  });
  if (countsAsUse(meter)) item.quantity += BigInt(quantity);
  item.units += unitsOf(meter, quantity);
  item.cost += cost;
}

/** A bill's charge is one unit of what it is for. */
function addImported(items: Items, { provider, service: billed, attribution, effective }: DailyCost): void {
  const { department, team, service } = attribution;
  const meter = `${provider}: ${billed}`;
  const of = { department: orNull(department), team: orNull(team), service: orNull(service), meter };
  const item = itemOf(items, of);
  item.units = 1;
  item.cost += moneyOf(effective);
}

/** Nobody's in particular: whoever committed to it used less. */
function addUnused(items: Items, { name, cost }: OwnedCosts["unused"][number]): void {
  const nobody = { department: null, team: null, service: null };
  const item = itemOf(items, { ...nobody, meter: `commitment not used: ${name}` });
  item.units = 1;
  item.cost += cost;
}

/** The price of one on the average; a credit has none. */
function averagePrice({ cost, units }: Item): bigint {
  const parts = BigInt(Math.round(units * 1_000));
  return cost <= 0n || parts <= 0n ? 0n : divideRounded(cost * 1_000n, parts);
}

function usedLines({ own, imported, unused }: OwnedCosts): UsedLine[] {
  const items: Items = new Map();
  for (const line of own) addOwn(items, line);
  for (const cost of imported) addImported(items, cost);
  for (const commitment of unused) addUnused(items, commitment);
  return [...items.values()].map((item) => ({
    ...item.of,
    quantity: item.quantity,
    units: String(item.units),
    unitPrice: averagePrice(item),
    cost: item.cost,
  }));
}

interface Made {
  readonly statement: StatementDocument;
  readonly uncharged: readonly string[];
}

async function makeStatement(rim: UsageRim, month: Month, model: ChargebackModel): Promise<Result<Made>> {
  const state = loadState(rim.store.db);
  if (state === null) return failed(fault("tenant.unknown"));
  const to = utcDay(Date.parse(month.end) - DAY_MS);
  const costs = await readOwnedCosts(rim, { from: month.start.slice(0, 10), to }, model.currency);
  if (!costs.ok) return costs;
  // While a month runs nobody knows what will not be used of a commitment.
  const unused = hasEnded(month, rim.store.clock()) ? costs.value.unused : [];
  const tree = buildUseTree(state.tenant.id, usedLines({ ...costs.value, unused }));
  const [amounts] = shareOut(model, [tree]);
  if (amounts === undefined) throw new Error("a tenant without amounts");
  const statement = toDocument(buildStatement(model, amounts, tree), { model, month });
  return ok({ statement, uncharged: costs.value.leftOut });
}

/** `request.invalid` for no month. */
export async function chargeMonth(
  rim: UsageRim,
  { period }: { readonly period: string },
): Promise<Result<Json>> {
  const month = parseMonth(period);
  if (month === null) return failed(fault("request.invalid", `\`${period.slice(0, 20)}\` is no month`));
  const { db } = rim.store;
  const adjustments = listAdjustments(db, month.name);
  const closed = loadClosed(db, month.name);
  if (closed !== null) {
    const closed_at = new Date(closed.closedMs).toISOString();
    return ok({
      statement: closed.statement,
      adjustments,
      closed_at,
      uncharged_currencies: [],
    } as unknown as Json);
  }
  const { document: model } = loadSetting(db, "chargeback_model");
  const made = await makeStatement(rim, month, model);
  if (!made.ok) return made;
  const { statement, uncharged } = made.value;
  return ok({ statement, adjustments, closed_at: null, uncharged_currencies: uncharged } as unknown as Json);
}
