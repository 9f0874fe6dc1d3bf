// A charge of ours as a row of FOCUS 1.2, so that what the gateway charges can be loaded wherever bills of clouds are. Every
// column of 1.2 is written, and every row keeps every rule that row-rules.ts knows.

import { FOCUS_COLUMNS } from "./columns.ts";
import { csvLine } from "./csv-writer.ts";

export interface OwnCharge {
  /** Used and priced by quantity, a fee by the month, or a correction of a closed month. */
  readonly kind: "usage" | "fee" | "correction";
  readonly tenant: { readonly id: string; readonly name: string };
  readonly region: { readonly id: string; readonly name: string };
  /** Instants, half-open. */
  readonly billingPeriod: { readonly start: string; readonly end: string };
  readonly chargePeriod: { readonly start: string; readonly end: string };
  readonly currency: string;
  /** Exact decimals; `cost` is what is charged, `listCost` quantity times price before it was rounded. */
  readonly cost: string;
  readonly listCost: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly unit: string;
  readonly sku: { readonly id: string; readonly priceId: string; readonly name: string };
  readonly description: string;
  readonly team: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Null until the month is closed. */
  readonly invoiceId: string | null;
}

const PROVIDER = "Traceo";
const SERVICE = "Traceo Gateway";

type FocusRow = Readonly<Record<string, string | null>>;

const KINDS = {
  usage: { ChargeCategory: "Usage", ChargeClass: null, ChargeFrequency: "Usage-Based" },
  fee: { ChargeCategory: "Purchase", ChargeClass: null, ChargeFrequency: "Recurring" },
  correction: { ChargeCategory: "Adjustment", ChargeClass: "Correction", ChargeFrequency: "One-Time" },
} as const;

function whoPays({ tenant, team }: OwnCharge): FocusRow {
  return {
    BillingAccountId: tenant.id,
    BillingAccountName: tenant.name,
    BillingAccountType: "Tenant",
    SubAccountId: team,
    SubAccountName: team,
    SubAccountType: team === null ? null : "Team",
  };
}

function whatItIs({ description, tags, region, invoiceId }: OwnCharge): FocusRow {
  return {
    ProviderName: PROVIDER,
    PublisherName: PROVIDER,
    InvoiceIssuerName: PROVIDER,
    InvoiceId: invoiceId,
    ServiceName: SERVICE,
    ServiceCategory: "Management and Governance",
    ServiceSubcategory: "Observability",
    ChargeDescription: description,
    RegionId: region.id,
    RegionName: region.name,
    Tags: Object.keys(tags).length === 0 ? null : JSON.stringify(tags),
  };
}

/** A correction has no price: it changes what was charged. */
function prices({ kind, sku, unit, unitPrice, quantity, currency }: OwnCharge): FocusRow {
  if (kind === "correction") return { PricingCurrency: currency };
  const consumed = kind === "usage" ? { ConsumedQuantity: quantity, ConsumedUnit: unit } : {};
  return {
    ...consumed,
    PricingCategory: "Standard",
    PricingQuantity: quantity,
    PricingUnit: unit,
    PricingCurrency: currency,
    ListUnitPrice: unitPrice,
    ContractedUnitPrice: unitPrice,
    PricingCurrencyListUnitPrice: unitPrice,
    PricingCurrencyContractedUnitPrice: unitPrice,
    SkuId: sku.id,
    SkuPriceId: sku.priceId,
    SkuMeter: sku.name,
  };
}

function toFocusRow(charge: OwnCharge): FocusRow {
  const { billingPeriod, chargePeriod, currency, cost, listCost, kind } = charge;
  return {
    ...KINDS[kind],
    ...whoPays(charge),
    ...whatItIs(charge),
    ...prices(charge),
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: listCost,
    ContractedCost: listCost,
    PricingCurrencyEffectiveCost: cost,
    BillingCurrency: currency,
    BillingPeriodStart: billingPeriod.start,
    BillingPeriodEnd: billingPeriod.end,
    ChargePeriodStart: chargePeriod.start,
    ChargePeriodEnd: chargePeriod.end,
  };
}

export function focusHeaderLine(): string {
  return csvLine(FOCUS_COLUMNS.map(({ name }) => name));
}

export function focusLine(charge: OwnCharge): string {
  const row = toFocusRow(charge);
  return csvLine(FOCUS_COLUMNS.map(({ name }) => row[name] ?? null));
}
