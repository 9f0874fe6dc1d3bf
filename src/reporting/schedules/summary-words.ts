// The sentences of a summary in each language. What stands in braces is filled with names from the data and with numbers that
// were computed; nothing else is said.

import type { Reduction } from "../kinds/readings.ts";
import type { ReportLanguage } from "../report.ts";

interface SummaryWords {
  readonly moved: string;
  readonly appeared: string;
  readonly gone: string;
  readonly steady: string;
  readonly empty: string;
  readonly more: string;
  readonly reductions: Readonly<Record<Reduction, string>>;
  /** Between a panel's title and a series' name. */
  readonly of: string;
}

export const SUMMARY_WORDS: Readonly<Record<ReportLanguage, SummaryWords>> = {
  en: {
    moved: "{what}: {now} {reduction}, {change} against {before} in the previous period.",
    appeared: "{what}: {now} {reduction}; nothing in the previous period.",
    gone: "{what}: nothing in this period; {before} {reduction} in the previous one.",
    steady: "Nothing moved by {percent} % or more against the previous period.",
    empty: "There is no data in this period.",
    more: "Further numbers that moved by {percent} % or more: {count}.",
    reductions: {
      last: "at the end",
      first: "at the beginning",
      min: "at the lowest",
      max: "at the highest",
      avg: "on average",
      sum: "in total",
      count: "values",
    },
    of: "{panel}, {series}",
  },
  ja: {
    moved: "{what}：{reduction} {now}。前の期間の {before} に対して {change}。",
    appeared: "{what}：{reduction} {now}。前の期間にはデータがありません。",
    gone: "{what}：この期間にはデータがありません。前の期間は{reduction} {before}。",
    steady: "前の期間に比べて {percent} % 以上動いた値はありません。",
    empty: "この期間にはデータがありません。",
    more: "ほかに {count} 個の値が {percent} % 以上動きました。",
    reductions: {
      last: "期間の終わりに",
      first: "期間の初めに",
      min: "最小",
      max: "最大",
      avg: "平均",
      sum: "合計",
      count: "件数",
    },
    of: "{panel}、{series}",
  },
  zh: {
    moved: "{what}：{reduction} {now}，与上一周期的 {before} 相比 {change}。",
    appeared: "{what}：{reduction} {now}；上一周期没有数据。",
    gone: "{what}：本周期没有数据；上一周期{reduction} {before}。",
    steady: "与上一周期相比，没有数值变动达到 {percent} %。",
    empty: "本周期没有数据。",
    more: "另有 {count} 个数值变动达到 {percent} %。",
    reductions: {
      last: "期末",
      first: "期初",
      min: "最低",
      max: "最高",
      avg: "平均",
      sum: "合计",
      count: "个数",
    },
    of: "{panel}，{series}",
  },
};

export function fillSentence(pattern: string, parts: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\{([a-z]+)\}/g, (found, name: string) => parts[name] ?? found);
}
