// The door of finops: what is metered, what it costs, and what may be spent.

export {
  attributionSchema,
  labelsOf,
  newAttributionSchema,
  type AttributionSettings,
} from "./meters/attribution-settings.ts";
export {
  forecastDaily,
  suppose,
  type Forecast,
  type ForecastOptions,
  type WhatIf,
} from "./forecast/index.ts";
export {
  groupBySchema,
  groupUsage,
  INTERVALS,
  type GroupName,
  type UsageAsked,
} from "./meters/group-usage.ts";
export { billedUntil } from "./outlook/billed-until.ts";
export { daySeries, type SeriesDay } from "./outlook/day-series.ts";
export { parseScope, scopeTextSchema, type DayValue } from "./outlook/forecast-scope.ts";
export {
  holdAgainst,
  keepForecast,
  type ForecastOutcome,
  type KeptForecast,
} from "./outlook/kept-forecast.ts";
export { forecastSchema, tellForecast } from "./outlook/told-forecast.ts";
export { isMeter, METER_NAMES, METERS, SIGNAL_METERS, unitsOf, type Meter } from "./meters/registry.ts";
export { mergeLines, NOBODY, type UsageLine } from "./meters/usage-line.ts";
export {
  completeBudget,
  COVERED,
  isBinding,
  isBlocking,
  limitOf,
  measureSchema,
  newBudgetSchema,
  partOf,
  periodSchema,
  scopeSchema,
  thresholdSchema,
  writeStop,
  type Budget,
  type NewBudget,
  type Threshold,
} from "./budgets/budget.ts";
export { periodAt, type RunningPeriod } from "./budgets/budget-period.ts";
export { countedOf, stopMatch } from "./budgets/budget-scope.ts";
export { leaseShare } from "./budgets/lease-share.ts";
export { MOST_GRACE_MS, percentUsed, reachedBy, toNextThreshold } from "./budgets/reached.ts";
export { addToSpent, valueOf, weigh, weightsOf } from "./budgets/spending.ts";
export { tellBudget, tellValue } from "./budgets/told-budget.ts";
export { exchangeRatesSchema, openExchange, type ExchangeRates } from "./rates/exchange.ts";
export { bookOn, currencyOn, priceBooksSchema, type PriceBooks } from "./rates/price-book.ts";
export { summariseCosts, type CostsAsked } from "./rates/summarise-costs.ts";
export { priceUsage, type DayOfUsage, type PricedLine } from "./rates/price-usage.ts";
export {
  DEFAULT_SENSITIVITY,
  detectAnomalies,
  type Anomaly,
  type Sensitivity,
} from "./anomalies/detect-anomalies.ts";
export { toCostSeries, type OwnedCost } from "./anomalies/cost-series.ts";
export { countsAsUse } from "./chargeback/counted-use.ts";
export type { ChargebackModel } from "./chargeback/model.ts";
export { hasEnded, parseMonth, type Month } from "./chargeback/period.ts";
export { smallestUnit } from "./chargeback/round-together.ts";
export { shareOut } from "./chargeback/share-out.ts";
export { toDocument, type Adjustment, type StatementDocument } from "./chargeback/statement-document.ts";
export { buildStatement } from "./chargeback/statement.ts";
export { buildUseTree, type UsedLine } from "./chargeback/use-tree.ts";
export type { BillImport } from "./focus/bill-import.ts";
export type { BillSummary } from "./focus/bill-sums.ts";
export type { FocusVersion } from "./focus/columns.ts";
export type { DailyCost } from "./focus/daily-sums.ts";
export { minorUnits } from "./focus/national-currencies.ts";
export type { FindingLevel, FindingList } from "./focus/finding.ts";
export { adviseBills } from "./savings/advise-bills.ts";
export type { PatternCount } from "./savings/log-pattern.ts";
export {
  duplicateSeries,
  logPatterns,
  unusedMetrics,
  wideLabels,
  type Seen,
} from "./savings/advise-telemetry.ts";
export { measureSaving } from "./savings/measure-saving.ts";
export { possiblySame, type SameMetrics } from "./savings/same-series.ts";
export {
  recommendationId,
  type Advice,
  type Recommendation,
  type SavingKind,
} from "./savings/recommendation.ts";
