// Costs of a bill per day and whom they belong to. Sums are exact and their number is bounded: what is one too many is counted
// under `__other__` of its day, so that totals stay whole.

import { formatMoney } from "../../kernel/money.ts";
import { rememberingAttribution, type Attribution } from "./attribution.ts";
import type { Header } from "./check-header.ts";
import type { Cells } from "./check-row.ts";
import { addDecimal, emptySum, sumOf, type DecimalSum } from "./decimal-sum.ts";

export const OTHER = "__other__";

/** LIMIT: of one bill; a sum takes about 400 bytes while it is made. */
const MOST_DAILY = 20_000;

/** Costs of a day under one tuple; amounts are exact decimals of `currency`. */
export interface DailyCost {
  /** The billing period, by its first day: `2026-10-01`. */
  readonly period: string;
  readonly day: string;
  readonly currency: string;
  readonly provider: string;
  readonly service: string;
  readonly category: string;
  readonly account: string;
  readonly attribution: Attribution;
  readonly rows: number;
  readonly billed: string;
  readonly effective: string;
  readonly list: string;
}

interface Day {
  readonly key: Omit<DailyCost, "rows" | "billed" | "effective" | "list">;
  rows: number;
  readonly billed: DecimalSum;
  readonly effective: DecimalSum;
  readonly list: DecimalSum;
}

/** Reads the named cell of a row. */
export type ReadCell = (cells: Cells, column: string) => string | null;

export function cellReader(header: Header): ReadCell {
  return (cells, column) => cells[header.at(column)] ?? null;
}

type Key = Day["key"];

function keyOf(read: ReadCell, cells: Cells, attribution: Attribution): Key {
  return {
    period: (read(cells, "BillingPeriodStart") ?? "").slice(0, 10),
    day: (read(cells, "ChargePeriodStart") ?? "").slice(0, 10),
    currency: read(cells, "BillingCurrency") ?? "",
    provider: read(cells, "ProviderName") ?? "",
    service: read(cells, "ServiceName") ?? "",
    category: read(cells, "ChargeCategory") ?? "",
    account: read(cells, "SubAccountId") ?? "",
    attribution,
  };
}

const nameOf = ({ attribution, ...rest }: Key): string => JSON.stringify([Object.values(rest), attribution]);

function overflow({ period, day, currency }: Key): Key {
  const others = { provider: OTHER, service: OTHER, category: OTHER, account: OTHER };
  return { period, day, currency, ...others, attribution: {} };
}

function slotOf(days: Map<string, Day>, wanted: Key): Day {
  const name = nameOf(wanted);
  const isRoomless = days.size >= MOST_DAILY && !days.has(name);
  const key = isRoomless ? overflow(wanted) : wanted;
  const slot = isRoomless ? nameOf(key) : name;
  const known = days.get(slot);
  if (known !== undefined) return known;
  const made: Day = { key, rows: 0, billed: emptySum(), effective: emptySum(), list: emptySum() };
  days.set(slot, made);
  return made;
}

function toDailyCost({ key, rows, billed, effective, list }: Day): DailyCost {
  return {
    ...key,
    rows,
    billed: formatMoney(sumOf(billed)),
    effective: formatMoney(sumOf(effective)),
    list: formatMoney(sumOf(list)),
  };
}

export interface DailySums {
  add(cells: Cells): void;
  list(): DailyCost[];
}

export function openDailySums(read: ReadCell): DailySums {
  const days = new Map<string, Day>();
  const attributionOf = rememberingAttribution();
  return {
    add(cells) {
      const day = slotOf(days, keyOf(read, cells, attributionOf(read(cells, "Tags"))));
      day.rows += 1;
      addDecimal(day.billed, read(cells, "BilledCost") ?? "0");
      addDecimal(day.effective, read(cells, "EffectiveCost") ?? "0");
      addDecimal(day.list, read(cells, "ListCost") ?? "0");
    },
    list: () => [...days.values()].map(toDailyCost),
  };
}
