// Days that cost strangely much or little, against what their weekday and date usually cost; days in a row are one anomaly.
// Each names who contributed: the service, team or label whose own cost was off, and by how much. Deterministic; nothing of
// the days after a day is used to judge it.

import type { CostSeries, DailySeries } from "./cost-series.ts";
import { expectedAt, usualError } from "./expected-cost.ts";

export interface Contributor {
  readonly dimension: string;
  readonly value: string;
  readonly actual: number;
  readonly expected: number;
  /** Its part of the difference; more than 1 when others went the other way. */
  readonly share: number;
}

export interface Anomaly {
  readonly from: string;
  /** The last day of it. */
  readonly to: string;
  /** `shift` when it has lasted so long that it looks like the new level. */
  readonly kind: "spike" | "drop" | "shift";
  readonly actual: number;
  readonly expected: number;
  /** What it cost more, or less. */
  readonly impact: number;
  /** How many times the usual error, at its worst day. */
  readonly score: number;
  /** The largest of each dimension, the largest first. */
  readonly contributors: readonly Contributor[];
}

export interface Sensitivity {
  /** How many times the usual error is strange. */
  readonly threshold: number;
  /** Differences below this, in the currency, are not told. */
  readonly leastImpact: number;
}

export const DEFAULT_SENSITIVITY: Sensitivity = { threshold: 5, leastImpact: 1 };

/** Of what is expected: a cost that is always the same has no usual error, and a cent more is no anomaly. */
const LEAST_ERROR_SHARE = 0.02;
const SHIFT_DAYS = 7;
const MOST_CONTRIBUTORS = 10;
const LEAST_SHARE = 0.1;

interface StrangeDay {
  readonly at: number;
  readonly actual: number;
  readonly expected: number;
  readonly score: number;
}

function strangeDays({ days, total }: CostSeries, sensitivity: Sensitivity): StrangeDay[] {
  const expectations = days.map((_, at) => expectedAt(days, total, at));
  const errors = total.map((actual, at) => {
    const expected = expectations[at] ?? null;
    return actual === null || expected === null ? null : actual - expected;
  });
  const strange: StrangeDay[] = [];
  for (const [at, error] of errors.entries()) {
    const [actual, weekly, usual] = [total[at] ?? null, expectations[at] ?? null, usualError(errors, at)];
    if (error === null || actual === null || weekly === null || usual === null) continue;
    const [expected, off] = [weekly + usual.middle, error - usual.middle];
    const score =
      Math.abs(off) / Math.max(usual.spread, Math.abs(expected) * LEAST_ERROR_SHARE, Number.EPSILON);
    if (score >= sensitivity.threshold && Math.abs(off) >= sensitivity.leastImpact)
      strange.push({ at, actual, expected, score });
  }
  return strange;
}

/** Days in a row that are off to the same side. */
function runsOf(strange: readonly StrangeDay[]): StrangeDay[][] {
  const runs: StrangeDay[][] = [];
  const side = ({ actual, expected }: StrangeDay): number => Math.sign(actual - expected);
  for (const day of strange) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && last.at === day.at - 1 && side(last) === side(day)) runs.at(-1)?.push(day);
    else runs.push([day]);
  }
  return runs;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((added, amount) => added + amount, 0);

interface Run {
  readonly days: readonly string[];
  readonly run: readonly StrangeDay[];
  readonly impact: number;
}

function contributionOf({ dimension, value, amounts }: DailySeries, { days, run, impact }: Run): Contributor {
  const actual = sum(run.map(({ at }) => amounts[at] ?? 0));
  const expected = sum(run.map(({ at }) => expectedAt(days, amounts, at) ?? 0));
  return { dimension, value, actual, expected, share: (actual - expected) / impact };
}

function contributorsOf(
  { days, parts }: CostSeries,
  run: readonly StrangeDay[],
  impact: number,
): Contributor[] {
  return parts
    .map((part) => contributionOf(part, { days, run, impact }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((one, other) => other.share - one.share || (one.value < other.value ? -1 : 1))
    .slice(0, MOST_CONTRIBUTORS);
}

export function detectAnomalies(
  series: CostSeries,
  sensitivity: Sensitivity = DEFAULT_SENSITIVITY,
): Anomaly[] {
  return runsOf(strangeDays(series, sensitivity)).map((run): Anomaly => {
    const [actual, expected] = [sum(run.map((day) => day.actual)), sum(run.map((day) => day.expected))];
    const impact = actual - expected;
    const [first, last] = [run[0]?.at ?? 0, run.at(-1)?.at ?? 0];
    const direction = impact > 0 ? "spike" : "drop";
    return {
      from: series.days[first] ?? "",
      to: series.days[last] ?? "",
      kind: run.length >= SHIFT_DAYS ? "shift" : direction,
      actual,
      expected,
      impact,
      score: Math.max(...run.map(({ score }) => score)),
      contributors: contributorsOf(series, run, impact),
    };
  });
}
