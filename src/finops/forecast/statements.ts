// What a reader should know of a forecast before trusting it: stable codes and their English, in one table.

const STATEMENTS = {
  "forecast.history_short": (days: number) =>
    `only ${days} days of history: two months are needed before weekly and monthly habits are told from chance`,
  "forecast.not_measured": (days: number) =>
    `${days} days of history are too few to forecast the past again: accuracy is not known and intervals are assumed`,
  "forecast.year_unknown": (days: number) =>
    `${days} days of history do not hold two years: what comes once a year is known from one year at most`,
  "forecast.days_missing": (days: number) => `${days} days of the history are missing and were passed over`,
  "forecast.history_cut": (days: number) => `the ${days} oldest days of the history were left out`,
  "forecast.horizon_past_measured": (days: number) =>
    `errors were measured up to ${days} days ahead: intervals further ahead widen by rule`,
  "forecast.worse_than_last_week": (percent: number) =>
    `in the backtest, repeating the last week erred ${percent} % less than this forecast`,
} as const;

export type StatementCode = keyof typeof STATEMENTS;

export interface Statement {
  readonly code: StatementCode;
  readonly text: string;
}

function state(code: StatementCode, count: number): Statement {
  return { code, text: STATEMENTS[code](count) };
}

/** Two months, two years: what the sentences above name. */
export const SHORT_DAYS = 60;
const TWO_YEARS_DAYS = 730;

interface Circumstances {
  /** Days from the first of the history to the last. */
  readonly span: number;
  readonly missing: number;
  readonly leftOut: number;
  readonly horizon: number;
  readonly measuredHorizon: number;
  /** Null when nothing was measured. */
  readonly skill: number | null;
}

export function statementsOn({ skill, ...of }: Circumstances): Statement[] {
  const days = of.span - of.missing;
  const statements: Statement[] = [];
  if (days < SHORT_DAYS) statements.push(state("forecast.history_short", days));
  if (skill === null) statements.push(state("forecast.not_measured", days));
  else if (skill < 0) statements.push(state("forecast.worse_than_last_week", Math.round(-100 * skill)));
  if (of.span < TWO_YEARS_DAYS) statements.push(state("forecast.year_unknown", days));
  if (of.missing > 0) statements.push(state("forecast.days_missing", of.missing));
  if (of.leftOut > 0) statements.push(state("forecast.history_cut", of.leftOut));
  if (skill !== null && of.horizon > of.measuredHorizon)
    statements.push(state("forecast.horizon_past_measured", of.measuredHorizon));
  return statements;
}
