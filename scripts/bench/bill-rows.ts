// Rows of a large FOCUS 1.2 bill, made as they are sent; each is as long as every other.

import { FOCUS_COLUMNS } from "../../src/finops/focus/columns.ts";
import { csvLine } from "../../src/finops/focus/csv-writer.ts";

const ROWS_AT_ONCE = 500;
const DAYS = 30;

const COMMON: Readonly<Record<string, string>> = {
  BillingAccountId: "123456789012",
  BillingAccountName: "Shop",
  BillingAccountType: "Organization",
  BillingCurrency: "USD",
  BillingPeriodStart: "2026-09-01T00:00:00Z",
  BillingPeriodEnd: "2026-10-01T00:00:00Z",
  ChargeCategory: "Usage",
  ChargeFrequency: "Usage-Based",
  ContractedUnitPrice: "0.5",
  InvoiceIssuerName: "Cloudy",
  ListUnitPrice: "1",
  PricingCategory: "Standard",
  PricingCurrency: "USD",
  PricingCurrencyContractedUnitPrice: "0.5",
  PricingCurrencyListUnitPrice: "1",
  PricingUnit: "Hours",
  ConsumedUnit: "Hours",
  ProviderName: "Cloudy",
  PublisherName: "Cloudy",
  RegionId: "eu-1",
  RegionName: "Europe 1",
  ResourceType: "Machine",
  ServiceCategory: "Compute",
  ServiceSubcategory: "Virtual Machines",
  SkuMeter: "machine hours",
  SkuPriceDetails: '{"x_Cores":2}',
  SubAccountName: "Shop production",
  SubAccountType: "Project",
};

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** The same for every row of that number; each is as long as every other. */
function rowOf(at: number): Readonly<Record<string, string>> {
  const day = 1 + (at % DAYS);
  const units = 1_000 + ((at * 7_919) % 9_000);
  const [cost, list] = [`${units}.5`, `${2 * units + 1}`.padStart(5, "0")];
  const service = padded(at % 20, 2);
  return {
    ...COMMON,
    BilledCost: cost,
    ChargeDescription: `an hour of machine ${padded(at % 5_000, 4)}`,
    ChargePeriodStart: `2026-09-${padded(day, 2)}T00:00:00Z`,
    ChargePeriodEnd: day === DAYS ? "2026-10-01T00:00:00Z" : `2026-09-${padded(day + 1, 2)}T00:00:00Z`,
    ConsumedQuantity: list,
    ContractedCost: cost,
    EffectiveCost: cost,
    ListCost: list,
    PricingCurrencyEffectiveCost: cost,
    PricingQuantity: list,
    ResourceId: `vm-${padded(at % 5_000, 4)}`,
    ResourceName: `machine ${padded(at % 5_000, 4)}`,
    ServiceName: `Cloudy ${service}`,
    SkuId: `sku-${padded(at % 300, 3)}`,
    SkuPriceId: `price-${padded(at % 300, 3)}`,
    SubAccountId: `sub-${padded(at % 50, 2)}`,
    Tags: `{"team":"team-${padded(at % 40, 2)}","env":"production"}`,
  };
}

const COLUMNS = FOCUS_COLUMNS.map(({ name }) => name);
const lineOf = (at: number): string => {
  const row = rowOf(at);
  return csvLine(COLUMNS.map((name) => row[name] ?? null));
};

/** As CSV, with its header, some hundred rows at a time. */
export function* billPieces(rows: number): Generator<string> {
  yield csvLine(COLUMNS);
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    let piece = "";
    for (let at = first; at < Math.min(first + ROWS_AT_ONCE, rows); at++) piece += lineOf(at);
    yield piece;
  }
}

export const billBytes = (rows: number): number => csvLine(COLUMNS).length + rows * lineOf(0).length;
