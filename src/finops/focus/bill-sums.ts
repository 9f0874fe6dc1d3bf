// What is kept of a bill beside its rows: costs per day and whom they belong to, costs per resource that nobody used, and
// what commitments cost used and unused. Sums are exact; the number of each is bounded, and what does not fit is counted
// under `__other__`, so that totals stay whole.

import { formatMoney } from "../../kernel/money.ts";
import type { Header } from "./check-header.ts";
import type { Cells } from "./check-row.ts";
import { cellReader, openDailySums, OTHER, type DailyCost, type ReadCell } from "./daily-sums.ts";
import { addDecimal, emptySum, sumOf, type DecimalSum } from "./decimal-sum.ts";

/** LIMITS: of one import; a sum takes about 400 bytes while it is made. */
const MOST_RESOURCES = 20_000;
const MOST_COMMITMENTS = 1_000;
/** LIMIT: how many idle resources are kept, the dearest. */
const MOST_IDLE = 200;

export interface IdleResource {
  readonly resource: string;
  readonly name: string | null;
  readonly service: string;
  readonly currency: string;
  readonly effective: string;
  readonly days: number;
}

export interface CommitmentUse {
  readonly commitment: string;
  readonly currency: string;
  readonly used: string;
  readonly unused: string;
}

export interface BillSummary {
  readonly daily: readonly DailyCost[];
  readonly idle: readonly IdleResource[];
  readonly commitments: readonly CommitmentUse[];
  /** Usage at standard prices, by service: what a commitment could cover. */
  readonly uncovered: readonly {
    readonly service: string;
    readonly currency: string;
    readonly effective: string;
  }[];
}

interface Resource {
  readonly name: string | null;
  readonly service: string;
  readonly currency: string;
  readonly effective: DecimalSum;
  readonly days: Set<string>;
  isUsed: boolean;
}

interface Commitment {
  readonly currency: string;
  readonly used: DecimalSum;
  readonly unused: DecimalSum;
}

export interface BillSums {
  add(cells: Cells): void;
  summary(): BillSummary;
}

/** A map's value under a key, made when it is new; under `other` once the map is full. */
function slot<V>(
  map: Map<string, V>,
  key: string,
  { most, make }: { most: number; make: (key: string) => V },
): V {
  const name = map.has(key) || map.size < most ? key : OTHER;
  const known = map.get(name);
  if (known !== undefined) return known;
  const made = make(name);
  map.set(name, made);
  return made;
}

/** Costs of resources with usage of nothing: rows of usage whose consumed quantity is never above zero. */
function resourceSums(read: ReadCell): { add(cells: Cells): void; list(): IdleResource[] } {
  const resources = new Map<string, Resource>();
  const add = (cells: Cells): void => {
    const [id, quantity] = [read(cells, "ResourceId"), read(cells, "ConsumedQuantity")];
    if (id === null || quantity === null || read(cells, "ChargeCategory") !== "Usage") return;
    const make = (key: string): Resource => ({
      name: key === OTHER ? null : read(cells, "ResourceName"),
      service: read(cells, "ServiceName") ?? "",
      currency: read(cells, "BillingCurrency") ?? "",
      effective: emptySum(),
      days: new Set(),
      isUsed: key === OTHER,
    });
    const resource = slot(resources, id, { most: MOST_RESOURCES, make });
    resource.isUsed ||= Number(quantity) > 0;
    if (resource.isUsed) return;
    addDecimal(resource.effective, read(cells, "EffectiveCost") ?? "0");
    resource.days.add((read(cells, "ChargePeriodStart") ?? "").slice(0, 10));
  };
  const list = (): IdleResource[] =>
    [...resources]
      .filter(([, { isUsed }]) => !isUsed)
      .map(([resource, { name, service, currency, effective, days }]) => ({
        resource,
        name,
        service,
        currency,
        days: days.size,
        amount: sumOf(effective),
      }))
      .filter(({ amount }) => amount > 0n)
      .sort((one, other) => (other.amount > one.amount ? 1 : -1))
      .slice(0, MOST_IDLE)
      .map(({ amount, ...idle }) => ({ ...idle, effective: formatMoney(amount) }));
  return { add, list };
}

function commitmentSums(read: ReadCell): { add(cells: Cells): void; list(): CommitmentUse[] } {
  const commitments = new Map<string, Commitment>();
  const add = (cells: Cells): void => {
    const [id, status] = [read(cells, "CommitmentDiscountId"), read(cells, "CommitmentDiscountStatus")];
    if (id === null || status === null) return;
    const make = (): Commitment => ({
      currency: read(cells, "BillingCurrency") ?? "",
      used: emptySum(),
      unused: emptySum(),
    });
    const { used, unused } = slot(commitments, id, { most: MOST_COMMITMENTS, make });
    addDecimal(status === "Unused" ? unused : used, read(cells, "EffectiveCost") ?? "0");
  };
  const list = (): CommitmentUse[] =>
    [...commitments].map(([commitment, { currency, used, unused }]) => ({
      commitment,
      currency,
      used: formatMoney(sumOf(used)),
      unused: formatMoney(sumOf(unused)),
    }));
  return { add, list };
}

/** The categories whose standard prices a commitment lowers, as providers sell them. */
const COMMITTABLE = new Set(["Compute", "Databases", "Analytics"]);

function uncoveredSums(read: ReadCell): { add(cells: Cells): void; list(): BillSummary["uncovered"] } {
  const services = new Map<string, { readonly currency: string; readonly effective: DecimalSum }>();
  return {
    add(cells) {
      if (read(cells, "PricingCategory") !== "Standard" || read(cells, "ChargeCategory") !== "Usage") return;
      if (!COMMITTABLE.has(read(cells, "ServiceCategory") ?? "")) return;
      const make = () => ({ currency: read(cells, "BillingCurrency") ?? "", effective: emptySum() });
      const service = slot(services, read(cells, "ServiceName") ?? "", { most: MOST_COMMITMENTS, make });
      addDecimal(service.effective, read(cells, "EffectiveCost") ?? "0");
    },
    list: () =>
      [...services].map(([service, { currency, effective }]) => ({
        service,
        currency,
        effective: formatMoney(sumOf(effective)),
      })),
  };
}

export function openBillSums(header: Header): BillSums {
  const read = cellReader(header);
  const daily = openDailySums(read);
  const resources = resourceSums(read);
  const commitments = commitmentSums(read);
  const uncovered = uncoveredSums(read);
  return {
    add(cells) {
      for (const sums of [daily, resources, commitments, uncovered]) sums.add(cells);
    },
    summary: () => ({
      daily: daily.list(),
      idle: resources.list(),
      commitments: commitments.list(),
      uncovered: uncovered.list(),
    }),
  };
}
