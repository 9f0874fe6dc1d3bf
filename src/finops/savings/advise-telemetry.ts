// What of a tenant's own telemetry costs and serves nobody: metrics that no query asked for, the same series twice, labels
// with a value for every request, log lines that all say the same.

import { divideRounded, formatMoney, type Money } from "../../kernel/money.ts";
import type { Advice } from "./recommendation.ts";

/** What was seen in a number of days. */
export interface Seen {
  readonly days: number;
  readonly currency: string;
  /** Of one point, one log record. */
  readonly pointPrice: Money;
  readonly recordPrice: Money;
}

export interface MetricUse {
  readonly name: string;
  readonly points: number;
  /** Did a query ask for it by name, these thirty days? */
  readonly isAsked: boolean;
}

export interface DuplicateMetric {
  readonly name: string;
  /** Has the same label sets and the same values. */
  readonly same: string;
  readonly points: number;
}

export interface WideLabel {
  readonly metric: string;
  readonly label: string;
  readonly values: number;
  readonly series: number;
  /** How many series the metric would have without the label. */
  readonly seriesWithout: number;
  readonly points: number;
}

export interface LogPattern {
  readonly pattern: string;
  readonly lines: number;
  readonly total: number;
}

const MONTH_DAYS = 30n;

/** What so many of `days` days cost in thirty. */
function monthly(count: number, price: Money, days: number): Money {
  return divideRounded(BigInt(count) * price * MONTH_DAYS, BigInt(days));
}

const thirtyDays = (what: string, days: number): string =>
  `${what} of ${days} days, times 30/${days}, times the price of one`;

export function unusedMetrics(metrics: readonly MetricUse[], { days, currency, pointPrice }: Seen): Advice[] {
  return metrics
    .filter(({ isAsked, points }) => !isAsked && points > 0)
    .map(({ name, points }) => ({
      kind: "unused_metric",
      subject: name,
      currency,
      action: `stop sending the metric: no query has asked for it in ${MONTH_DAYS} days`,
      monthly: formatMoney(monthly(points, pointPrice, days)),
      computed: {
        how: thirtyDays("points", days),
        from: { points: String(points), days: String(days), price: formatMoney(pointPrice) },
      },
    }));
}

export function duplicateSeries(metrics: readonly DuplicateMetric[], seen: Seen): Advice[] {
  const { days, currency, pointPrice } = seen;
  return metrics.map(({ name, same, points }) => ({
    kind: "duplicate_series",
    subject: name,
    currency,
    action: `send one of \`${name}\` and \`${same}\`: they have the same series with the same values`,
    monthly: formatMoney(monthly(points, pointPrice, days)),
    computed: {
      how: thirtyDays("points of one of the two", days),
      from: { points: String(points), same, days: String(days), price: formatMoney(pointPrice) },
    },
  }));
}

/** LIMIT: a label of fewer values is not worth a word. */
const MANY_VALUES = 50;

/** The points of the series that would be one without the label. */
export function wideLabels(labels: readonly WideLabel[], { days, currency, pointPrice }: Seen): Advice[] {
  return labels
    .filter(({ values, series, seriesWithout }) => values >= MANY_VALUES && series > seriesWithout)
    .map(({ metric, label, values, series, seriesWithout, points }) => {
      const spared = Math.floor((points * (series - seriesWithout)) / series);
      return {
        kind: "label_cardinality",
        subject: `${metric}{${label}}`,
        currency,
        action: `drop the label \`${label}\`, or its many values: ${values} values make ${series} series of ${seriesWithout}`,
        monthly: formatMoney(monthly(spared, pointPrice, days)),
        computed: {
          how: thirtyDays("points, times the share of series that the label adds", days),
          from: {
            points: String(points),
            series: String(series),
            series_without: String(seriesWithout),
            days: String(days),
            price: formatMoney(pointPrice),
          },
        },
      };
    });
}

/** What one line in a hundred tells as well. */
const SAMPLED = 100;
const LEAST_SHARE = 0.05;

/** A pattern of at least a twentieth of all lines. */
export function logPatterns(
  patterns: readonly LogPattern[],
  { days, currency, recordPrice }: Seen,
): Advice[] {
  return patterns
    .filter(({ lines, total }) => total > 0 && lines / total >= LEAST_SHARE && lines > SAMPLED)
    .map(({ pattern, lines, total }) => {
      const spared = lines - Math.ceil(lines / SAMPLED);
      return {
        kind: "log_pattern",
        subject: pattern,
        currency,
        action: `keep one in ${SAMPLED} of these lines: ${Math.round((lines / total) * 100)} % of all lines look like this`,
        monthly: formatMoney(monthly(spared, recordPrice, days)),
        computed: {
          how: thirtyDays(`lines but one in ${SAMPLED}`, days),
          from: {
            lines: String(lines),
            of: String(total),
            days: String(days),
            price: formatMoney(recordPrice),
          },
        },
      };
    });
}
