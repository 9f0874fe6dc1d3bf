// Budgets: how much may be spent or used, by whom, in which period, and what happens at which part of it.

import { z } from "zod";
import { isCurrency, moneyOf, parseMoney, type Money } from "../../kernel/money.ts";
import { METER_NAMES, METERS } from "../meters/registry.ts";
import { refusalsOf, whyNot } from "./judge-new-budget.ts";

const labelSchema = z.string().min(1).max(120);

/** What is counted: all of the tenant's usage, or what one label or meter has of it. */
export const scopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("tenant") }),
  z.strictObject({ kind: z.enum(["team", "service", "environment", "key"]), value: labelSchema }),
  z.strictObject({ kind: z.literal("tag"), tag: z.string().min(1).max(128), value: labelSchema }),
  z.strictObject({ kind: z.literal("meter"), meter: z.enum(METER_NAMES) }),
]);

export type BudgetScope = z.infer<typeof scopeSchema>;

const amountSchema = z
  .string()
  .refine((text) => {
    const parsed = parseMoney(text);
    return parsed.ok && parsed.value > 0n;
  }, "a decimal number above zero")
  .meta({ example: "500" });

export const measureSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("amount"),
    limit: amountSchema,
    currency: z.string().refine(isCurrency, "three capital letters (ISO 4217)"),
  }),
  z.strictObject({
    kind: z.literal("quantity"),
    meter: z.enum(METER_NAMES),
    /** In units of the meter. */
    limit: z.int().positive(),
  }),
]);

/** The tenant's own usage, imported bills of clouds, or both. */
export const COVERED = ["usage", "bills", "all"] as const;

/** Calendar periods are of UTC. */
export const periodSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["month", "quarter", "year"]) }),
  z.strictObject({ kind: z.literal("rolling"), days: z.int().min(1).max(366) }),
]);

export type BudgetPeriod = z.infer<typeof periodSchema>;

export const BUDGET_ACTIONS = [
  "event",
  "webhook",
  "email",
  "throttle",
  "block_writes",
  "block_queries",
  "block_teams",
] as const;

export type BudgetAction = (typeof BUDGET_ACTIONS)[number];

const isEachOnce = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

export const thresholdSchema = z.strictObject({
  /** Of two places at most: what is reached is reckoned in hundredths. */
  percent: z.number().min(1).max(1_000).multipleOf(0.01),
  severity: z.enum(["INFO", "WARNING", "CRITICAL", "BLOCK"]),
  actions: z.array(z.enum(BUDGET_ACTIONS)).min(1).max(BUDGET_ACTIONS.length).refine(isEachOnce, "each once"),
  /** For `block_teams`: the teams whose telemetry is not taken any more. */
  teams: z.array(labelSchema).max(100).default([]),
  /** For `throttle`: what is left of the tenant's limits per second. */
  throttle_percent: z.number().min(1).max(99).default(10),
});

export type Threshold = z.infer<typeof thresholdSchema>;

const threshold = (
  percent: number,
  severity: Threshold["severity"],
  actions: readonly BudgetAction[],
): Threshold => ({ percent, severity, actions: [...actions], teams: [], throttle_percent: 10 });

/** The brief's. */
const DEFAULT_THRESHOLDS: readonly Threshold[] = [
  threshold(50, "INFO", ["event"]),
  threshold(75, "WARNING", ["event"]),
  threshold(90, "CRITICAL", ["event", "email"]),
  threshold(100, "BLOCK", ["event", "email", "block_writes", "block_queries"]),
];

const BLOCKS: ReadonlySet<BudgetAction> = new Set(["block_writes", "block_queries", "block_teams"]);

const fields = {
  name: z.string().min(1).max(80),
  scope: scopeSchema.default({ kind: "tenant" }),
  measure: measureSchema,
  covers: z.enum(COVERED).default("usage"),
  period: periodSchema.default({ kind: "month" }),
  thresholds: z
    .array(thresholdSchema)
    .max(10)
    .refine(
      (all) => all.every(({ percent }, at) => at === 0 || percent > (all[at - 1]?.percent ?? 0)),
      "percents rise",
    )
    .optional(),
  /** Is it told when the forecast says that the period will exceed the limit? */
  alert_on_forecast: z.boolean().default(false),
  /** Whom `email` writes to; nobody named: the tenant's admins. */
  recipients: z.array(z.email().max(254)).max(20).refine(isEachOnce, "each once").default([]),
} as const;

const askedSchema = z.strictObject(fields);

export const newBudgetSchema = askedSchema.superRefine((budget, context) => {
  for (const { path, message } of refusalsOf(budget)) context.addIssue({ code: "custom", path, message });
});

export type NewBudget = z.infer<typeof newBudgetSchema>;

/** As it is stored: thresholds said, or the default ones as far as the budget allows them. */
export type Budget = Omit<NewBudget, "thresholds"> & { readonly thresholds: readonly Threshold[] };

export function completeBudget(budget: NewBudget): Budget {
  const { thresholds } = budget;
  if (thresholds !== undefined) return { ...budget, thresholds };
  const isAllowed = (action: BudgetAction): boolean => whyNot(budget, action) === null;
  const allowed = DEFAULT_THRESHOLDS.map((one) => ({ ...one, actions: one.actions.filter(isAllowed) }));
  return { ...budget, thresholds: allowed };
}

/** In the parts that the measure counts in: 10^-12 of the currency, or the meter's smallest parts. */
export function limitOf({ measure }: Pick<Budget, "measure">): Money {
  return measure.kind === "amount"
    ? moneyOf(measure.limit)
    : BigInt(measure.limit) * BigInt(METERS[measure.meter].parts);
}

/** `percent` of the limit, rounded up: it is reached when so much is used. */
export function partOf(budget: Pick<Budget, "measure">, percent: number): Money {
  const hundredths = BigInt(Math.round(percent * 100));
  return (limitOf(budget) * hundredths + 9_999n) / 10_000n;
}

export const isBlocking = ({ actions }: Threshold): boolean => actions.some((action) => BLOCKS.has(action));

/** Does reaching it change what is decided anywhere? */
export const isBinding = (one: Threshold): boolean => isBlocking(one) || one.actions.includes("throttle");

/** The first threshold at which writes are refused; null for a budget that refuses none. */
export function writeStop({ thresholds }: Pick<Budget, "thresholds">): Threshold | null {
  const stops = ({ actions }: Threshold): boolean =>
    actions.includes("block_writes") || actions.includes("block_teams");
  return thresholds.find(stops) ?? null;
}
