// By which model costs are charged back: the pools of shared costs, by which key each is divided, and whether the three
// components are what they cost or targets for the whole. Default: the product's own, 50,000 shared by usage and a fee of
// 5,000 a month.

import { z } from "zod";
import { isCurrency, parseMoney } from "../../kernel/money.ts";
import { NATIONAL_CURRENCIES } from "../focus/national-currencies.ts";

const decimalSchema = z
  .string()
  .refine(
    (text) => parseMoney(text).ok && !text.startsWith("-"),
    "a decimal of at most 12 places, not below zero",
  );

/** LIMIT: units that a document can name one by one. */
const MOST_NAMED = 10_000;

const weightsSchema = z
  .record(z.string().min(1).max(200), z.int().min(0).max(1_000_000_000))
  .refine((weights) => Object.keys(weights).length <= MOST_NAMED, `at most ${MOST_NAMED} names`);

/** How a pool is divided: evenly, by units used, by direct cost, by weights that are given, by people. */
const allocationKeySchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("even") }),
  z.strictObject({ by: z.literal("usage") }),
  z.strictObject({ by: z.literal("proportional") }),
  z.strictObject({ by: z.literal("fixed"), weights: weightsSchema }),
  z.strictObject({ by: z.literal("headcount"), people: weightsSchema }),
]);

export type AllocationKey = z.infer<typeof allocationKeySchema>;

const poolSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  name: z.string().min(1).max(100),
  /** Which of the three components it counts as. */
  component: z.enum(["shared", "platform"]),
  /** For a month, in the model's currency. */
  amount: decimalSchema,
  /** One amount divided among all who share it, or the amount for each of them. */
  charged: z.enum(["divided", "each"]).default("divided"),
  key: allocationKeySchema,
});

export type Pool = z.infer<typeof poolSchema>;

const weightingSchema = z.discriminatedUnion("as", [
  /** Every component is what it costs; the percentages are what comes out. */
  z.strictObject({ as: z.literal("computed") }),
  /** The whole is divided among the components by these weights. */
  z.strictObject({
    as: z.literal("target"),
    direct: z.int().min(0).max(100),
    shared: z.int().min(0).max(100),
    platform: z.int().min(0).max(100),
  }),
]);

export const chargebackModelSchema = z.strictObject({
  currency: z.string().refine(isCurrency, "an ISO 4217 code such as `USD`"),
  pools: z
    .array(poolSchema)
    .max(20)
    .refine((pools) => new Set(pools.map(({ id }) => id)).size === pools.length, "every id once"),
  weighting: weightingSchema,
});

/** As it may be set; what was set before it was asked for stays readable. */
export const newModelSchema = chargebackModelSchema
  .refine(({ weighting: by }) => by.as === "computed" || by.direct + by.shared + by.platform > 0, {
    path: ["weighting"],
    message: "one weight is above zero",
  })
  // A statement in FOCUS is billed in a national currency (BillingCurrency-C-003-M).
  .refine(({ currency }) => NATIONAL_CURRENCIES.has(currency), {
    path: ["currency"],
    message: "the ISO 4217 code of a national currency",
  });

export type ChargebackModel = z.infer<typeof chargebackModelSchema>;

export const DEFAULT_MODEL: ChargebackModel = {
  currency: "USD",
  pools: [
    {
      id: "shared_infrastructure",
      name: "Shared infrastructure",
      component: "shared",
      amount: "50000",
      charged: "divided",
      key: { by: "usage" },
    },
    {
      id: "platform_fee",
      name: "Platform fee",
      component: "platform",
      amount: "5000",
      charged: "divided",
      key: { by: "even" },
    },
  ],
  weighting: { as: "computed" },
};

/** The weights that the product's owner named. */
export const TARGET_WEIGHTS: ChargebackModel["weighting"] = {
  as: "target",
  direct: 60,
  shared: 30,
  platform: 10,
};
