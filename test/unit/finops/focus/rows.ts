// Rows of bills for these tests: one of each kind that keeps every published rule, and what becomes of a row that is changed.

import { openBill, type BillRules } from "../../../../src/finops/focus/bill-reader.ts";
import { FOCUS_COLUMNS } from "../../../../src/finops/focus/columns.ts";
import type { FindingLevel } from "../../../../src/finops/focus/finding.ts";

export type Row = Readonly<Record<string, string | null>>;

export const COLUMNS = FOCUS_COLUMNS.map(({ name }) => name);

const COMMON: Row = {
  BilledCost: "1.5",
  BillingAccountId: "acct-1",
  BillingAccountName: "Shop",
  BillingAccountType: "Organization",
  BillingCurrency: "USD",
  BillingPeriodStart: "2026-10-01T00:00:00Z",
  BillingPeriodEnd: "2026-11-01T00:00:00Z",
  ChargeCategory: "Usage",
  ChargeDescription: "an hour of a machine",
  ChargeFrequency: "Usage-Based",
  ChargePeriodStart: "2026-10-05T00:00:00Z",
  ChargePeriodEnd: "2026-10-06T00:00:00Z",
  ContractedCost: "1.5",
  EffectiveCost: "1.5",
  InvoiceIssuerName: "Cloudy",
  ListCost: "3",
  PricingCurrency: "USD",
  PricingCurrencyEffectiveCost: "1.5",
  ProviderName: "Cloudy",
  PublisherName: "Cloudy",
  RegionId: "eu-1",
  RegionName: "Europe 1",
  ResourceId: "vm-1",
  ResourceName: "shop",
  ResourceType: "Machine",
  ServiceCategory: "Compute",
  ServiceName: "Cloudy Machines",
  ServiceSubcategory: "Virtual Machines",
  SubAccountId: "sub-1",
  SubAccountName: "Shop production",
  SubAccountType: "Project",
  Tags: '{"team":"checkout","env":"production"}',
};

const PRICED: Row = {
  ContractedUnitPrice: "0.5",
  ListUnitPrice: "1",
  PricingCategory: "Standard",
  PricingCurrencyContractedUnitPrice: "0.5",
  PricingCurrencyListUnitPrice: "1",
  PricingQuantity: "3",
  PricingUnit: "Hours",
  SkuId: "sku-1",
  SkuMeter: "machine hours",
  SkuPriceDetails: '{"x_Cores":2}',
  SkuPriceId: "price-1",
};

export const USAGE: Row = { ...COMMON, ...PRICED, ConsumedQuantity: "3", ConsumedUnit: "Hours" };

export const COMMITTED: Row = {
  ...USAGE,
  PricingCategory: "Committed",
  CommitmentDiscountCategory: "Spend",
  CommitmentDiscountId: "plan-1",
  CommitmentDiscountName: "Plan",
  CommitmentDiscountQuantity: "1",
  CommitmentDiscountStatus: "Used",
  CommitmentDiscountType: "Savings plan",
  CommitmentDiscountUnit: "USD",
};

export const UNUSED: Row = {
  ...COMMITTED,
  CommitmentDiscountStatus: "Unused",
  ConsumedQuantity: null,
  ConsumedUnit: null,
};

export const PURCHASE: Row = {
  ...COMMITTED,
  ChargeCategory: "Purchase",
  ChargeFrequency: "Recurring",
  CommitmentDiscountStatus: null,
  EffectiveCost: "0",
  ConsumedQuantity: null,
  ConsumedUnit: null,
};

export const RESERVED: Row = {
  ...USAGE,
  CapacityReservationId: "res-1",
  CapacityReservationStatus: "Used",
};

export const TAX: Row = { ...COMMON, ChargeCategory: "Tax", ChargeFrequency: "Recurring" };

export const CORRECTION: Row = { ...COMMON, ChargeClass: "Correction" };

export const GOOD_ROWS = { USAGE, COMMITTED, UNUSED, PURCHASE, RESERVED, TAX };

export function cellsOf(row: Row, columns: readonly string[] = COLUMNS): (string | null)[] {
  return columns.map((name) => row[name] ?? null);
}

export const STRICT: BillRules = { conformance: "row", onBadRow: "skip" };

/** What these rows are said to break, as `row rule`. */
export function judged(rows: readonly Row[], columns: readonly string[] = COLUMNS): string[] {
  const bill = openBill(STRICT);
  const taken = bill.take([columns, ...rows.map((row) => cellsOf(row, columns))]);
  if (!taken.ok) throw new Error(taken.fault.detail);
  const outcome = bill.outcome();
  if (!outcome.ok) throw new Error(outcome.fault.detail);
  return outcome.value.findings.listed.map(({ row, rule }) => `${row} ${rule}`);
}

export function rulesBroken(row: Row): string[] {
  return judged([row]).map((line) => line.slice(2));
}

/** A bill without these columns: what its header is refused for. */
export function refusalOfHeader(columns: readonly string[], conformance: FindingLevel): string | null {
  const taken = openBill({ conformance, onBadRow: "reject" }).take([columns]);
  return taken.ok ? null : (taken.fault.detail ?? taken.fault.code);
}
