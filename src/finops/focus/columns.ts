// The columns of the FOCUS cost and usage dataset, versions 1.0 to 1.2, as data: type, nullability, allowed values and
// the rule that says so. Rule ids are those of the published 1.2 requirements model (`<column>-C-…`, `CostAndUsage-D-…`).
// Only what MUST hold is here; the rules between columns are in row-rules.ts.

import { SERVICE_CATEGORIES, SERVICE_SUBCATEGORIES } from "./service-categories.ts";

export const FOCUS_VERSIONS = ["1.0", "1.1", "1.2"] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

export type ColumnKind = "string" | "decimal" | "datetime" | "key_values" | "national_currency" | "currency";

export interface FocusColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly since: FocusVersion;
  /** The rule about the column being there; required of every dataset when `isRequired`. */
  readonly presenceRule: string;
  readonly isRequired: boolean;
  readonly typeRule: string;
  readonly formatRule: string;
  /** Null where the column may be null, or where row-rules.ts says when. */
  readonly notNullRule: string | null;
  readonly allowed: { readonly rule: string; readonly values: ReadonlySet<string> } | null;
  readonly notNegativeRule: string | null;
}

/** Ends of rule ids: `003-M` of BilledCost is `BilledCost-C-003-M`. */
interface RuleEnds {
  readonly type?: string;
  readonly format?: string;
  readonly notNull?: string;
  readonly notNegative?: string;
  readonly allowed?: readonly [rule: string, values: readonly string[]];
}

type Entry = readonly [
  name: string,
  kind: ColumnKind,
  since: FocusVersion,
  presence: string,
  ends?: RuleEnds,
];

const COST: RuleEnds = { notNull: "003-M" };
const NAME: RuleEnds = { notNull: "003-M" };
const DATE: RuleEnds = { notNull: "003-M" };
const USED = ["Used", "Unused"];

const ENTRIES: readonly Entry[] = [
  ["AvailabilityZone", "string", "1.0", "003-C"],
  ["BilledCost", "decimal", "1.0", "006-M", COST],
  ["BillingAccountId", "string", "1.0", "024-M", { notNull: "001-M", type: "002-M", format: "003-M" }],
  ["BillingAccountName", "string", "1.0", "005-M"],
  ["BillingAccountType", "string", "1.2", "007-C"],
  ["BillingCurrency", "national_currency", "1.0", "035-M", { format: "003-M", notNull: "004-M" }],
  ["BillingPeriodEnd", "datetime", "1.0", "010-M", DATE],
  ["BillingPeriodStart", "datetime", "1.0", "009-M", DATE],
  ["CapacityReservationId", "string", "1.1", "065-C"],
  ["CapacityReservationStatus", "string", "1.1", "020-C", { allowed: ["006-M", USED] }],
  [
    "ChargeCategory",
    "string",
    "1.0",
    "008-M",
    { notNull: "002-M", allowed: ["003-M", ["Usage", "Purchase", "Tax", "Credit", "Adjustment"]] },
  ],
  ["ChargeClass", "string", "1.0", "026-M", { allowed: ["005-C", ["Correction"]] }],
  ["ChargeDescription", "string", "1.0", "025-M"],
  [
    "ChargeFrequency",
    "string",
    "1.0",
    "027-O",
    { notNull: "002-M", allowed: ["003-M", ["One-Time", "Recurring", "Usage-Based"]] },
  ],
  ["ChargePeriodEnd", "datetime", "1.0", "028-M", DATE],
  ["ChargePeriodStart", "datetime", "1.0", "037-M", DATE],
  ["CommitmentDiscountCategory", "string", "1.0", "016-C", { allowed: ["005-M", ["Spend", "Usage"]] }],
  ["CommitmentDiscountId", "string", "1.0", "013-C"],
  ["CommitmentDiscountName", "string", "1.0", "012-C"],
  ["CommitmentDiscountQuantity", "decimal", "1.1", "018-C"],
  // The published model lists other values here than the column's own text and the rules on discounts do.
  ["CommitmentDiscountStatus", "string", "1.0", "017-C", { allowed: ["005-M", USED] }],
  ["CommitmentDiscountType", "string", "1.0", "014-C"],
  ["CommitmentDiscountUnit", "string", "1.1", "015-C"],
  ["ConsumedQuantity", "decimal", "1.0", "011-C"],
  ["ConsumedUnit", "string", "1.0", "066-C"],
  ["ContractedCost", "decimal", "1.0", "030-M", COST],
  [
    "ContractedUnitPrice",
    "decimal",
    "1.0",
    "034-C",
    { type: "002-M", format: "003-M", notNegative: "009-C" },
  ],
  ["EffectiveCost", "decimal", "1.0", "031-M", COST],
  ["InvoiceId", "string", "1.2", "033-O"],
  ["InvoiceIssuerName", "string", "1.0", "023-M", NAME],
  ["ListCost", "decimal", "1.0", "032-M", COST],
  ["ListUnitPrice", "decimal", "1.0", "004-C", { notNegative: "008-M" }],
  [
    "PricingCategory",
    "string",
    "1.0",
    "022-C",
    { allowed: ["007-M", ["Standard", "Committed", "Dynamic", "Other"]] },
  ],
  ["PricingCurrency", "currency", "1.2", "045-C", { format: "003-M", notNull: "004-M" }],
  ["PricingCurrencyContractedUnitPrice", "decimal", "1.2", "046-C", { notNegative: "008-C" }],
  ["PricingCurrencyEffectiveCost", "decimal", "1.2", "050-C", COST],
  ["PricingCurrencyListUnitPrice", "decimal", "1.2", "054-C", { notNegative: "008-M" }],
  ["PricingQuantity", "decimal", "1.0", "036-M"],
  ["PricingUnit", "string", "1.0", "068-M"],
  ["ProviderName", "string", "1.0", "038-M", NAME],
  ["PublisherName", "string", "1.0", "021-M", NAME],
  ["RegionId", "string", "1.0", "063-C"],
  ["RegionName", "string", "1.0", "062-C"],
  ["ResourceId", "string", "1.0", "043-C"],
  ["ResourceName", "string", "1.0", "044-C"],
  ["ResourceType", "string", "1.0", "039-C"],
  ["ServiceCategory", "string", "1.0", "040-M", { notNull: "002-M", allowed: ["003-M", SERVICE_CATEGORIES] }],
  ["ServiceName", "string", "1.0", "041-M", NAME],
  [
    "ServiceSubcategory",
    "string",
    "1.1",
    "042-O",
    { notNull: "002-M", allowed: ["003-M", [...SERVICE_SUBCATEGORIES.keys()]] },
  ],
  ["SkuId", "string", "1.0", "060-C"],
  ["SkuMeter", "string", "1.1", "059-C"],
  ["SkuPriceDetails", "key_values", "1.1", "061-C", { format: "001-M" }],
  ["SkuPriceId", "string", "1.0", "058-C"],
  ["SubAccountId", "string", "1.0", "019-C"],
  ["SubAccountName", "string", "1.0", "029-C"],
  ["SubAccountType", "string", "1.2", "067-C"],
  ["Tags", "key_values", "1.0", "064-C", { format: "001-M" }],
];

function toColumn([name, kind, since, presence, ends = {}]: Entry): FocusColumn {
  const rule = (end: string | undefined): string | null => (end === undefined ? null : `${name}-C-${end}`);
  const { type = "001-M", format = "002-M", notNull, notNegative, allowed } = ends;
  return {
    name,
    kind,
    since,
    presenceRule: `CostAndUsage-D-${presence}`,
    isRequired: presence.endsWith("-M"),
    typeRule: `${name}-C-${type}`,
    formatRule: `${name}-C-${format}`,
    notNullRule: rule(notNull),
    allowed: allowed === undefined ? null : { rule: `${name}-C-${allowed[0]}`, values: new Set(allowed[1]) },
    notNegativeRule: rule(notNegative),
  };
}

/** In the order of the specification, which is the alphabet's. */
export const FOCUS_COLUMNS: readonly FocusColumn[] = ENTRIES.map(toColumn);

const BY_NAME = new Map(FOCUS_COLUMNS.map((column) => [column.name, column]));

export function focusColumn(name: string): FocusColumn | null {
  return BY_NAME.get(name) ?? null;
}
