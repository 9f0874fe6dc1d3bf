// The words that reports add to what somebody wrote: one catalogue per language, for page, paper and mail. `{n}` and the like
// stand for values.

import type { ReportLanguage } from "./report.ts";

const ENGLISH = {
  contents: "Contents",
  period: "Period",
  zone: "Time zone",
  made: "Made",
  summary: "At a glance",
  notes: "What to know about the data",
  page: "Page {n} of {m}",
  more_rows: "{n} more rows are not printed",
  more_columns: "{n} more columns are not printed",
  more_lines: "{n} more rows",
  untitled: "Untitled",
  nothing: "There is nothing in this report.",
  from_to: "{from} to {to}",
  sent: "Made by {brand} at {time}",
  filtered: "Rows that the reader may not see are left out.",
};

type Words = typeof ENGLISH;
export type ReportWord = keyof Words;

const JAPANESE: Words = {
  contents: "目次",
  period: "対象期間",
  zone: "タイムゾーン",
  made: "作成日時",
  summary: "概要",
  notes: "データに関する注意",
  page: "{n} / {m} ページ",
  more_rows: "ほか {n} 行は印刷されていません",
  more_columns: "ほか {n} 列は印刷されていません",
  more_lines: "ほか {n} 行",
  untitled: "無題",
  nothing: "このレポートには内容がありません。",
  from_to: "{from} ～ {to}",
  sent: "{brand} が {time} に作成",
  filtered: "閲覧権限のない行は除外されています。",
};

const CHINESE: Words = {
  contents: "目录",
  period: "统计周期",
  zone: "时区",
  made: "生成时间",
  summary: "概览",
  notes: "数据说明",
  page: "第 {n} 页，共 {m} 页",
  more_rows: "另有 {n} 行未打印",
  more_columns: "另有 {n} 列未打印",
  more_lines: "另有 {n} 行",
  untitled: "无标题",
  nothing: "本报告没有内容。",
  from_to: "{from} 至 {to}",
  sent: "由 {brand} 于 {time} 生成",
  filtered: "读者无权查看的行已被排除。",
};

const CATALOGUE: Readonly<Record<ReportLanguage, Words>> = { en: ENGLISH, ja: JAPANESE, zh: CHINESE };

export function say(
  language: ReportLanguage,
  word: ReportWord,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return CATALOGUE[language][word].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
