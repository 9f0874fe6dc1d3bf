// The FOCUS rules between the columns of one row, as data: under which condition a column must be null, must not be, or
// has a certain value. Rule ids are those of the published 1.2 requirements model; where the model's condition says less than
// the sentence beside it, the sentence is followed.

/** One comparison of a cell: null or not, one of some values or none of them. */
export type Comparison =
  | { readonly column: string; readonly is: "null" | "not_null" }
  | { readonly column: string; readonly in: readonly string[] }
  | { readonly column: string; readonly notIn: readonly string[] };

/** All of them hold. */
export type Condition = readonly Comparison[];

export type Demand =
  | { readonly kind: "null" }
  | { readonly kind: "not_null" }
  | { readonly kind: "zero" }
  | { readonly kind: "not"; readonly value: string };

export interface RowRule {
  readonly id: string;
  readonly column: string;
  readonly demand: Demand;
  /** The rule is about a row where one of these holds. */
  readonly when: readonly Condition[];
  /** The condition, for the message. */
  readonly because: string;
}

const isNull = (column: string): Comparison => ({ column, is: "null" });
const isNotNull = (column: string): Comparison => ({ column, is: "not_null" });
const TAX: Comparison = { column: "ChargeCategory", in: ["Tax"] };
const USAGE: Comparison = { column: "ChargeCategory", in: ["Usage"] };
const PURCHASE: Comparison = { column: "ChargeCategory", in: ["Purchase"] };
const PRICED: Comparison = { column: "ChargeCategory", in: ["Usage", "Purchase"] };
const NOT_PRICED: Comparison = { column: "ChargeCategory", notIn: ["Usage", "Purchase"] };
const NO_CORRECTION: Comparison = { column: "ChargeClass", notIn: ["Correction"] };

interface Ends {
  readonly column: string;
  readonly nullEnd: string;
  readonly notNullEnd?: string;
}

/** Null for a tax, not null for usage and purchases that correct nothing. */
function pricedOnly({ column, nullEnd, notNullEnd = "" }: Ends): RowRule[] {
  return [
    {
      id: `${column}-C-${nullEnd}`,
      column,
      demand: { kind: "null" },
      when: [[TAX]],
      because: "ChargeCategory is `Tax`",
    },
    {
      id: `${column}-C-${notNullEnd}`,
      column,
      demand: { kind: "not_null" },
      when: [[PRICED, NO_CORRECTION]],
      because: "ChargeCategory is `Usage` or `Purchase` and ChargeClass is not `Correction`",
    },
  ];
}

/** Null exactly where another column is null; where only one way is a MUST, that way only. */
function follows(other: string, { column, nullEnd, notNullEnd }: Ends): RowRule[] {
  const empty: RowRule = {
    id: `${column}-C-${nullEnd}`,
    column,
    demand: { kind: "null" },
    when: [[isNull(other)]],
    because: `${other} is null`,
  };
  if (notNullEnd === undefined) return [empty];
  const filled: RowRule = {
    id: `${column}-C-${notNullEnd}`,
    column,
    demand: { kind: "not_null" },
    when: [[isNotNull(other)]],
    because: `${other} is not null`,
  };
  return [empty, filled];
}

/** A status is there for usage of what has an id, and only where there is an id. */
function statusOf(id: string, column: string): RowRule[] {
  return [
    ...follows(id, { column, nullEnd: "003-C" }),
    {
      id: `${column}-C-004-C`,
      column,
      demand: { kind: "not_null" },
      when: [[isNotNull(id), USAGE]],
      because: `${id} is not null and ChargeCategory is \`Usage\``,
    },
  ];
}

const OF_PRICES = [
  { column: "ContractedUnitPrice", nullEnd: "005-C", notNullEnd: "006-C" },
  { column: "ListUnitPrice", nullEnd: "004-C", notNullEnd: "005-C" },
  { column: "PricingCategory", nullEnd: "003-C", notNullEnd: "004-C" },
  { column: "PricingCurrencyContractedUnitPrice", nullEnd: "004-C", notNullEnd: "005-C" },
  { column: "PricingCurrencyListUnitPrice", nullEnd: "004-C", notNullEnd: "005-C" },
  { column: "PricingQuantity", nullEnd: "004-C", notNullEnd: "005-C" },
  { column: "SkuId", nullEnd: "004-C", notNullEnd: "005-C" },
  { column: "SkuPriceId", nullEnd: "004-C", notNullEnd: "005-C" },
].flatMap(pricedOnly);

const OF_COMPANIONS: readonly RowRule[] = [
  ...follows("BillingAccountId", { column: "BillingAccountType", nullEnd: "004-C", notNullEnd: "005-C" }),
  ...follows("CommitmentDiscountId", {
    column: "CommitmentDiscountCategory",
    nullEnd: "003-C",
    notNullEnd: "004-C",
  }),
  ...follows("CommitmentDiscountId", { column: "CommitmentDiscountName", nullEnd: "004-C" }),
  ...follows("CommitmentDiscountId", {
    column: "CommitmentDiscountType",
    nullEnd: "004-C",
    notNullEnd: "005-C",
  }),
  ...follows("CommitmentDiscountQuantity", {
    column: "CommitmentDiscountUnit",
    nullEnd: "005-C",
    notNullEnd: "006-C",
  }),
  ...follows("ConsumedQuantity", { column: "ConsumedUnit", nullEnd: "005-C", notNullEnd: "006-C" }),
  ...follows("PricingQuantity", { column: "PricingUnit", nullEnd: "005-C", notNullEnd: "006-C" }),
  ...follows("RegionId", { column: "RegionName", nullEnd: "004-C", notNullEnd: "005-C" }),
  ...follows("ResourceId", { column: "ResourceName", nullEnd: "004-C" }),
  ...follows("ResourceId", { column: "ResourceType", nullEnd: "004-C", notNullEnd: "005-C" }),
  ...follows("SkuId", { column: "SkuMeter", nullEnd: "004-C" }),
  ...follows("SkuPriceId", { column: "SkuPriceDetails", nullEnd: "004-C" }),
  ...follows("SubAccountId", { column: "SubAccountName", nullEnd: "004-C", notNullEnd: "005-C" }),
  ...follows("SubAccountId", { column: "SubAccountType", nullEnd: "004-C", notNullEnd: "005-C" }),
  ...statusOf("CapacityReservationId", "CapacityReservationStatus"),
  ...statusOf("CommitmentDiscountId", "CommitmentDiscountStatus"),
];

const UNUSED: Comparison = { column: "CommitmentDiscountStatus", in: ["Unused"] };
const NOT_UNUSED: Comparison = { column: "CommitmentDiscountStatus", notIn: ["Unused"] };

const OF_QUANTITIES: readonly RowRule[] = [
  {
    id: "CommitmentDiscountQuantity-C-005-C",
    column: "CommitmentDiscountQuantity",
    demand: { kind: "not_null" },
    when: [[PRICED, isNotNull("CommitmentDiscountId"), NO_CORRECTION]],
    because: "usage or a purchase has a CommitmentDiscountId and ChargeClass is not `Correction`",
  },
  {
    id: "CommitmentDiscountQuantity-C-007-C",
    column: "CommitmentDiscountQuantity",
    demand: { kind: "null" },
    when: [[NOT_PRICED], [isNull("CommitmentDiscountId")]],
    because: "the row is neither usage nor a purchase, or has no CommitmentDiscountId",
  },
  {
    id: "ConsumedQuantity-C-004-C",
    column: "ConsumedQuantity",
    demand: { kind: "null" },
    when: [[{ column: "ChargeCategory", notIn: ["Usage"] }], [UNUSED]],
    because: "ChargeCategory is not `Usage`, or the row is an unused commitment",
  },
  {
    id: "ConsumedQuantity-C-006-C",
    column: "ConsumedQuantity",
    demand: { kind: "not_null" },
    when: [[USAGE, NOT_UNUSED, NO_CORRECTION]],
    because: "the row is usage, of no unused commitment, and ChargeClass is not `Correction`",
  },
];

const OF_VALUES: readonly RowRule[] = [
  {
    id: "CapacityReservationId-C-005-C",
    column: "CapacityReservationId",
    demand: { kind: "not_null" },
    when: [[{ column: "CapacityReservationStatus", in: ["Unused"] }]],
    because: "CapacityReservationStatus is `Unused`",
  },
  {
    id: "ChargeFrequency-C-004-C",
    column: "ChargeFrequency",
    demand: { kind: "not", value: "Usage-Based" },
    when: [[PURCHASE]],
    because: "ChargeCategory is `Purchase`",
  },
  {
    id: "EffectiveCost-C-005-C",
    column: "EffectiveCost",
    demand: { kind: "zero" },
    // A purchase of a commitment is what certainly covers future charges.
    when: [[PURCHASE, isNotNull("CommitmentDiscountId")]],
    because: "the row is the purchase of a commitment",
  },
];

export const ROW_RULES: readonly RowRule[] = [...OF_PRICES, ...OF_COMPANIONS, ...OF_QUANTITIES, ...OF_VALUES];

/** Zero where somebody else than the provider takes the payment. */
export const THIRD_PARTY_RULE = {
  id: "BilledCost-C-005-C",
  cost: "BilledCost",
  provider: "ProviderName",
  issuer: "InvoiceIssuerName",
} as const;

/** A subcategory is of its category only. */
export const PARENT_RULE = {
  id: "ServiceSubcategory-C-004-M",
  child: "ServiceSubcategory",
  parent: "ServiceCategory",
} as const;

/** Unit price, quantity and the cost that is their product, unless the row is a correction. */
export const PRODUCT_RULES = [
  {
    id: "ListUnitPrice-C-010-C",
    price: "ListUnitPrice",
    quantity: "PricingQuantity",
    cost: "ListCost",
  },
  {
    id: "ContractedUnitPrice-C-011-C",
    price: "ContractedUnitPrice",
    quantity: "PricingQuantity",
    cost: "ContractedCost",
  },
] as const;

/** Half-open periods: the end is after the start. */
export const PERIOD_RULES = [
  { id: "BillingPeriodEnd-C-004-M", start: "BillingPeriodStart", end: "BillingPeriodEnd" },
  { id: "ChargePeriodEnd-C-004-M", start: "ChargePeriodStart", end: "ChargePeriodEnd" },
] as const;

/** What has one of the other over the whole dataset. */
export const ONE_OF_RULES = [
  { id: "ServiceName-C-005-C", of: "ServiceName", one: "ServiceCategory" },
  { id: "SkuPriceId-C-008-M", of: "SkuPriceId", one: "SkuId" },
] as const;
