// The published column rules of FOCUS 1.2, each by its id (requirements model 1.2.0.1): what a row has to look like to break
// it, and that no other rule is broken by that.

import { describe, expect, it } from "vitest";
import {
  COLUMNS,
  COMMITTED,
  CORRECTION,
  GOOD_ROWS,
  judged,
  PURCHASE,
  refusalOfHeader,
  RESERVED,
  rulesBroken,
  TAX,
  UNUSED,
  USAGE,
  type Row,
} from "./rows.ts";

const without = (...gone: string[]): string[] => COLUMNS.filter((name) => !gone.includes(name));

describe("the rows of these tests", () => {
  it.each(Object.entries(GOOD_ROWS))("keep every rule: %s", (_name, row) => {
    expect(rulesBroken(row)).toStrictEqual([]);
  });

  it("a correction may lack what usage has to have", () => {
    expect(rulesBroken(CORRECTION)).toStrictEqual([]);
  });
});

const PRESENCE: readonly (readonly [rule: string, column: string])[] = [
  ["CostAndUsage-D-005-M", "BillingAccountName"],
  ["CostAndUsage-D-006-M", "BilledCost"],
  ["CostAndUsage-D-008-M", "ChargeCategory"],
  ["CostAndUsage-D-009-M", "BillingPeriodStart"],
  ["CostAndUsage-D-010-M", "BillingPeriodEnd"],
  ["CostAndUsage-D-021-M", "PublisherName"],
  ["CostAndUsage-D-023-M", "InvoiceIssuerName"],
  ["CostAndUsage-D-024-M", "BillingAccountId"],
  ["CostAndUsage-D-025-M", "ChargeDescription"],
  ["CostAndUsage-D-026-M", "ChargeClass"],
  ["CostAndUsage-D-028-M", "ChargePeriodEnd"],
  ["CostAndUsage-D-030-M", "ContractedCost"],
  ["CostAndUsage-D-031-M", "EffectiveCost"],
  ["CostAndUsage-D-032-M", "ListCost"],
  ["CostAndUsage-D-035-M", "BillingCurrency"],
  ["CostAndUsage-D-036-M", "PricingQuantity"],
  ["CostAndUsage-D-037-M", "ChargePeriodStart"],
  ["CostAndUsage-D-038-M", "ProviderName"],
  ["CostAndUsage-D-040-M", "ServiceCategory"],
  ["CostAndUsage-D-041-M", "ServiceName"],
  ["CostAndUsage-D-068-M", "PricingUnit"],
];

describe("presence", () => {
  it.each(PRESENCE)("%s: a dataset without %s is refused", (rule, column) => {
    expect(refusalOfHeader(without(column), "column")).toContain(rule);
  });

  it("a dataset may lack every other column", () => {
    const required = PRESENCE.map(([, column]) => column);
    expect(refusalOfHeader(required, "row")).toBeNull();
  });

  it("ColumnHandling-A-010-M: a column that FOCUS does not define begins with x_", () => {
    expect(refusalOfHeader([...COLUMNS, "CostCentre"], "row")).toContain("ColumnHandling-A-010-M");
    expect(refusalOfHeader([...COLUMNS, "x_CostCentre"], "row")).toBeNull();
  });
});

const NOT_NULL: readonly (readonly [rule: string, column: string])[] = [
  ["BilledCost-C-003-M", "BilledCost"],
  ["BillingAccountId-C-001-M", "BillingAccountId"],
  ["BillingCurrency-C-004-M", "BillingCurrency"],
  ["BillingPeriodEnd-C-003-M", "BillingPeriodEnd"],
  ["BillingPeriodStart-C-003-M", "BillingPeriodStart"],
  ["ChargeCategory-C-002-M", "ChargeCategory"],
  ["ChargeFrequency-C-002-M", "ChargeFrequency"],
  ["ChargePeriodEnd-C-003-M", "ChargePeriodEnd"],
  ["ChargePeriodStart-C-003-M", "ChargePeriodStart"],
  ["ContractedCost-C-003-M", "ContractedCost"],
  ["EffectiveCost-C-003-M", "EffectiveCost"],
  ["InvoiceIssuerName-C-003-M", "InvoiceIssuerName"],
  ["ListCost-C-003-M", "ListCost"],
  ["PricingCurrency-C-004-M", "PricingCurrency"],
  ["PricingCurrencyEffectiveCost-C-003-M", "PricingCurrencyEffectiveCost"],
  ["ProviderName-C-003-M", "ProviderName"],
  ["PublisherName-C-003-M", "PublisherName"],
  ["ServiceCategory-C-002-M", "ServiceCategory"],
  ["ServiceName-C-003-M", "ServiceName"],
  ["ServiceSubcategory-C-002-M", "ServiceSubcategory"],
];

describe("nullability", () => {
  it.each(NOT_NULL)("%s: %s must not be null", (rule, column) => {
    expect(rulesBroken({ ...USAGE, [column]: null })).toContain(rule);
  });
});

const NUMBERS: readonly (readonly [rule: string, column: string])[] = [
  ["BilledCost-C-002-M", "BilledCost"],
  ["CommitmentDiscountQuantity-C-002-M", "CommitmentDiscountQuantity"],
  ["ConsumedQuantity-C-002-M", "ConsumedQuantity"],
  ["ContractedCost-C-002-M", "ContractedCost"],
  ["ContractedUnitPrice-C-003-M", "ContractedUnitPrice"],
  ["EffectiveCost-C-002-M", "EffectiveCost"],
  ["ListCost-C-002-M", "ListCost"],
  ["ListUnitPrice-C-002-M", "ListUnitPrice"],
  ["PricingCurrencyContractedUnitPrice-C-002-M", "PricingCurrencyContractedUnitPrice"],
  ["PricingCurrencyEffectiveCost-C-002-M", "PricingCurrencyEffectiveCost"],
  ["PricingCurrencyListUnitPrice-C-002-M", "PricingCurrencyListUnitPrice"],
  ["PricingQuantity-C-002-M", "PricingQuantity"],
];

/** NumericFormat-A-002-M to -011-M. */
const NO_NUMBERS = [
  "12,34",
  "1.234,5",
  "$5",
  "5 USD",
  "+5",
  "1/2",
  "2*3",
  "1E+5",
  ".5",
  "5.",
  "--1",
  "NaN",
  " 5",
];

describe("numbers (NumericFormat)", () => {
  it.each(NUMBERS)("%s: %s holds one number and nothing else", (rule, column) => {
    for (const text of NO_NUMBERS) expect(rulesBroken({ ...COMMITTED, [column]: text })).toContain(rule);
  });

  it.each(["0", "-3", "3.000000000000000000001", "1.5E-7", "2E3"])("takes %s", (text) => {
    expect(rulesBroken({ ...TAX, EffectiveCost: text })).toStrictEqual([]);
  });

  it.each(["1000000000000000000", "1e18", "1E400", "-12345678901234567.8e3"])(
    "refuses %s, which is more than any amount",
    (text) => expect(rulesBroken({ ...TAX, EffectiveCost: text })).toStrictEqual(["EffectiveCost-C-002-M"]),
  );

  it.each(["999999999999999999.5", "1e17", "0000000000000000000012", "0.1E18", "12345678901234567890e-5"])(
    "takes %s",
    (text) => expect(rulesBroken({ ...TAX, EffectiveCost: text })).toStrictEqual([]),
  );

  it.each([
    ["ContractedUnitPrice-C-009-C", "ContractedUnitPrice"],
    ["ListUnitPrice-C-008-M", "ListUnitPrice"],
    ["PricingCurrencyContractedUnitPrice-C-008-C", "PricingCurrencyContractedUnitPrice"],
    ["PricingCurrencyListUnitPrice-C-008-M", "PricingCurrencyListUnitPrice"],
  ])("%s: %s is not below zero", (rule, column) => {
    expect(rulesBroken({ ...USAGE, [column]: "-0.1" })).toContain(rule);
  });
});

/** DateTimeFormat-A-001-M to -006-M. */
const NO_INSTANTS = [
  "2026-10-05",
  "2026-10-05 00:00:00Z",
  "2026-10-05T00:00:00",
  "2026-10-05T00:00:00+02:00",
  "2026-10-05T0:00:00Z",
  "2026-10-05T00:00Z",
  "2026-02-31T00:00:00Z",
  "2026-10-05T24:00:00Z",
];

describe("instants (DateTimeFormat)", () => {
  it.each([
    ["BillingPeriodEnd-C-002-M", "BillingPeriodEnd"],
    ["BillingPeriodStart-C-002-M", "BillingPeriodStart"],
    ["ChargePeriodEnd-C-002-M", "ChargePeriodEnd"],
    ["ChargePeriodStart-C-002-M", "ChargePeriodStart"],
  ])("%s: %s is a day and a time in UTC", (rule, column) => {
    for (const text of NO_INSTANTS) expect(rulesBroken({ ...USAGE, [column]: text })).toContain(rule);
  });

  it.each([
    ["BillingPeriodEnd-C-004-M", { BillingPeriodEnd: "2026-10-01T00:00:00Z" }],
    ["ChargePeriodEnd-C-004-M", { ChargePeriodEnd: "2026-10-05T00:00:00Z" }],
  ])("%s: a period ends after it starts", (rule, change) => {
    expect(rulesBroken({ ...USAGE, ...change })).toStrictEqual([rule]);
  });
});

describe("currencies (CurrencyFormat)", () => {
  it.each(["usd", "US", "XXX", "Dollars"])("BillingCurrency-C-003-M: %s is no national currency", (text) => {
    expect(rulesBroken({ ...USAGE, BillingCurrency: text })).toStrictEqual(["BillingCurrency-C-003-M"]);
  });

  it("PricingCurrency-C-003-M: prices may be in a virtual currency, but in some", () => {
    expect(rulesBroken({ ...USAGE, PricingCurrency: "credits" })).toStrictEqual([]);
    expect(rulesBroken({ ...USAGE, PricingCurrency: "  " })).toStrictEqual(["PricingCurrency-C-003-M"]);
  });
});

/** KeyValueFormat-A-001-M to -004-M. */
const NO_KEY_VALUES = ["team=core", "[1]", "null", '{"a":{"b":1}}', '{"a":[1]}', '{"a":1,"a":2}', "{"];

describe("keys and values (KeyValueFormat)", () => {
  it.each([
    ["SkuPriceDetails-C-001-M", "SkuPriceDetails"],
    ["Tags-C-001-M", "Tags"],
  ])("%s: %s is a flat JSON object with every key once", (rule, column) => {
    for (const text of NO_KEY_VALUES) expect(rulesBroken({ ...USAGE, [column]: text })).toStrictEqual([rule]);
  });

  it("takes a key without a value, and colons and quotes inside of texts", () => {
    const text = JSON.stringify({ "aws:team": 'a "b": c', billable: true, none: null, count: 3 });
    expect(rulesBroken({ ...USAGE, Tags: text })).toStrictEqual([]);
  });
});

describe("allowed values", () => {
  it.each([
    ["CapacityReservationStatus-C-006-M", RESERVED, "CapacityReservationStatus"],
    ["ChargeCategory-C-003-M", TAX, "ChargeCategory"],
    ["ChargeClass-C-005-C", USAGE, "ChargeClass"],
    ["ChargeFrequency-C-003-M", USAGE, "ChargeFrequency"],
    ["CommitmentDiscountCategory-C-005-M", COMMITTED, "CommitmentDiscountCategory"],
    ["CommitmentDiscountStatus-C-005-M", COMMITTED, "CommitmentDiscountStatus"],
    ["PricingCategory-C-007-M", USAGE, "PricingCategory"],
    ["ServiceCategory-C-003-M", USAGE, "ServiceCategory"],
    ["ServiceSubcategory-C-003-M", USAGE, "ServiceSubcategory"],
  ] as const)("%s", (rule, row, column) => {
    expect(rulesBroken({ ...row, [column]: "usage" })).toContain(rule);
  });

  it("ServiceSubcategory-C-004-M: a subcategory stands under its own category", () => {
    expect(rulesBroken({ ...USAGE, ServiceSubcategory: "Object Storage" })).toStrictEqual([
      "ServiceSubcategory-C-004-M",
    ]);
  });
});

/** Rules between columns: the id, a row that keeps it, the change that breaks it. */
const DEPENDENCIES: readonly (readonly [rule: string, row: Row, change: Row])[] = [
  ["BilledCost-C-005-C", USAGE, { InvoiceIssuerName: "Reseller" }],
  ["BillingAccountType-C-005-C", USAGE, { BillingAccountType: null }],
  ["CapacityReservationStatus-C-003-C", USAGE, { CapacityReservationStatus: "Used" }],
  ["CapacityReservationStatus-C-004-C", RESERVED, { CapacityReservationStatus: null }],
  ["ChargeFrequency-C-004-C", PURCHASE, { ChargeFrequency: "Usage-Based" }],
  ["CommitmentDiscountCategory-C-003-C", USAGE, { CommitmentDiscountCategory: "Spend" }],
  ["CommitmentDiscountCategory-C-004-C", COMMITTED, { CommitmentDiscountCategory: null }],
  ["CommitmentDiscountName-C-004-C", USAGE, { CommitmentDiscountName: "Plan" }],
  [
    "CommitmentDiscountQuantity-C-005-C",
    COMMITTED,
    { CommitmentDiscountQuantity: null, CommitmentDiscountUnit: null },
  ],
  [
    "CommitmentDiscountQuantity-C-007-C",
    USAGE,
    { CommitmentDiscountQuantity: "1", CommitmentDiscountUnit: "USD" },
  ],
  ["CommitmentDiscountStatus-C-003-C", USAGE, { CommitmentDiscountStatus: "Used" }],
  ["CommitmentDiscountStatus-C-004-C", COMMITTED, { CommitmentDiscountStatus: null }],
  ["CommitmentDiscountType-C-004-C", USAGE, { CommitmentDiscountType: "Savings plan" }],
  ["CommitmentDiscountType-C-005-C", COMMITTED, { CommitmentDiscountType: null }],
  ["CommitmentDiscountUnit-C-005-C", USAGE, { CommitmentDiscountUnit: "USD" }],
  ["CommitmentDiscountUnit-C-006-C", COMMITTED, { CommitmentDiscountUnit: null }],
  ["ConsumedQuantity-C-004-C", UNUSED, { ConsumedQuantity: "1", ConsumedUnit: "Hours" }],
  ["ConsumedQuantity-C-006-C", USAGE, { ConsumedQuantity: null, ConsumedUnit: null }],
  ["ConsumedUnit-C-005-C", UNUSED, { ConsumedUnit: "Hours" }],
  ["ConsumedUnit-C-006-C", USAGE, { ConsumedUnit: null }],
  ["ContractedUnitPrice-C-005-C", TAX, { ContractedUnitPrice: "1" }],
  ["ContractedUnitPrice-C-006-C", USAGE, { ContractedUnitPrice: null }],
  ["ContractedUnitPrice-C-011-C", USAGE, { ContractedUnitPrice: "0.6" }],
  ["EffectiveCost-C-005-C", PURCHASE, { EffectiveCost: "1.5" }],
  ["ListUnitPrice-C-004-C", TAX, { ListUnitPrice: "1" }],
  ["ListUnitPrice-C-005-C", USAGE, { ListUnitPrice: null }],
  ["ListUnitPrice-C-010-C", USAGE, { ListUnitPrice: "1.1" }],
  ["PricingCategory-C-003-C", TAX, { PricingCategory: "Standard" }],
  ["PricingCategory-C-004-C", USAGE, { PricingCategory: null }],
  ["PricingCurrencyContractedUnitPrice-C-004-C", TAX, { PricingCurrencyContractedUnitPrice: "1" }],
  ["PricingCurrencyContractedUnitPrice-C-005-C", USAGE, { PricingCurrencyContractedUnitPrice: null }],
  ["PricingCurrencyListUnitPrice-C-004-C", TAX, { PricingCurrencyListUnitPrice: "1" }],
  ["PricingCurrencyListUnitPrice-C-005-C", USAGE, { PricingCurrencyListUnitPrice: null }],
  ["PricingQuantity-C-004-C", TAX, { PricingQuantity: "1", PricingUnit: "Hours" }],
  ["PricingQuantity-C-005-C", USAGE, { PricingQuantity: null, PricingUnit: null }],
  ["PricingUnit-C-005-C", TAX, { PricingUnit: "Hours" }],
  ["PricingUnit-C-006-C", USAGE, { PricingUnit: null }],
  ["RegionName-C-004-C", USAGE, { RegionId: null }],
  ["RegionName-C-005-C", USAGE, { RegionName: null }],
  ["ResourceName-C-004-C", USAGE, { ResourceId: null, ResourceType: null }],
  ["ResourceType-C-004-C", USAGE, { ResourceId: null, ResourceName: null }],
  ["ResourceType-C-005-C", USAGE, { ResourceType: null }],
  ["SkuId-C-004-C", TAX, { SkuId: "sku-1" }],
  ["SkuId-C-005-C", USAGE, { SkuId: null, SkuMeter: null }],
  ["SkuMeter-C-004-C", TAX, { SkuMeter: "machine hours" }],
  ["SkuPriceDetails-C-004-C", TAX, { SkuPriceDetails: "{}" }],
  ["SkuPriceId-C-004-C", TAX, { SkuPriceId: "price-1" }],
  ["SkuPriceId-C-005-C", USAGE, { SkuPriceId: null, SkuPriceDetails: null }],
  ["SubAccountName-C-004-C", USAGE, { SubAccountId: null, SubAccountType: null }],
  ["SubAccountName-C-005-C", USAGE, { SubAccountName: null }],
  ["SubAccountType-C-004-C", USAGE, { SubAccountId: null, SubAccountName: null }],
  ["SubAccountType-C-005-C", USAGE, { SubAccountType: null }],
];

describe("dependencies between columns", () => {
  it.each(DEPENDENCIES)("%s", (rule, row, change) => {
    expect(rulesBroken({ ...row, ...change })).toStrictEqual([rule]);
  });

  it("CapacityReservationId-C-005-C: what is unused of a reservation says of which", () => {
    const nameless = { ...RESERVED, CapacityReservationStatus: "Unused", CapacityReservationId: null };
    expect(rulesBroken(nameless)).toContain("CapacityReservationId-C-005-C");
  });

  it("of a column that the dataset lacks no rule is broken", () => {
    expect(judged([USAGE], without("ListUnitPrice", "RegionName", "ConsumedUnit", "Tags"))).toStrictEqual([]);
  });

  it("a product is compared as precisely as the cost is written", () => {
    const priced = { ...USAGE, ListUnitPrice: "0.333333", PricingQuantity: "3", ContractedUnitPrice: "0.5" };
    expect(rulesBroken({ ...priced, ListCost: "1.00" })).toStrictEqual([]);
    expect(rulesBroken({ ...priced, ListCost: "1.000000" })).toStrictEqual(["ListUnitPrice-C-010-C"]);
    expect(rulesBroken({ ...priced, ListCost: "9", ChargeClass: "Correction" })).toStrictEqual([]);
  });
});

describe("rules over the whole dataset", () => {
  it("ServiceName-C-005-C: a service has one category", () => {
    const other = { ...USAGE, ServiceCategory: "Storage", ServiceSubcategory: "Object Storage" };
    expect(judged([USAGE, USAGE, other])).toStrictEqual(["4 ServiceName-C-005-C"]);
  });

  it("SkuPriceId-C-008-M: a price has one SKU", () => {
    expect(judged([USAGE, { ...USAGE, SkuId: "sku-2" }])).toStrictEqual(["3 SkuPriceId-C-008-M"]);
  });
});
