// What moved, in sentences: the numbers of the report's panels against those of the previous period, the largest changes
// first. INVARIANT: every number in a sentence was reduced from frames that are in the report; nothing is supposed.

import { writeChange, writeNumber } from "../draw/write-number.ts";
import type { Frame } from "../frame.ts";
import { REDUCTIONS, type Reduction } from "../kinds/readings.ts";
import { isKind, KINDS } from "../kinds/registry.ts";
import type { Panel } from "../panel.ts";
import type { ReportLanguage } from "../report.ts";
import { readAmounts, type Compared } from "./amounts.ts";
import { fillSentence, SUMMARY_WORDS } from "./summary-words.ts";

/** What moved by less is not worth a sentence. */
const LEAST_PERCENT = 5;
const MOST_SENTENCES = 6;

export interface SummarisedPanel {
  readonly panel: Panel;
  /** With those of the previous period, marked. */
  readonly frames: readonly Frame[];
}

interface Moved extends Compared {
  readonly title: string;
  readonly decimals: number | undefined;
  readonly reduction: Reduction;
  readonly isAlone: boolean;
}

export function summarise(panels: readonly SummarisedPanel[], language: ReportLanguage): string[] {
  const words = SUMMARY_WORDS[language];
  const numbers = panels.flatMap(numbersOf).filter(({ now, before }) => now !== null || before !== null);
  const compared = toldOnce(numbers);
  if (compared.every(({ now }) => now === null)) return [words.empty];
  const moved = compared.filter(hasMoved).toSorted((a, b) => weightOf(b) - weightOf(a));
  const percent = String(LEAST_PERCENT);
  if (moved.length === 0) return [fillSentence(words.steady, { percent })];
  const told = moved.slice(0, MOST_SENTENCES).map((one) => sentenceOf(one, language));
  const rest = moved.length - told.length;
  return rest === 0 ? told : [...told, fillSentence(words.more, { count: String(rest), percent })];
}

/** Panels show the same numbers in several ways: the first one that does tells them. */
function toldOnce(numbers: readonly Moved[]): Moved[] {
  const same = ({ name, reduction, unit, now, before }: Moved): string =>
    JSON.stringify([name, reduction, unit, now, before]);
  return [...Map.groupBy(numbers, same).values()].flatMap(([first]) => first ?? []);
}

function numbersOf({ panel, frames }: SummarisedPanel): Moved[] {
  const reduction = reductionOf(panel);
  const amounts = readAmounts(frames, reduction);
  return amounts.map((amount) => ({
    ...amount,
    unit: panel.unit ?? amount.unit,
    title: panel.title,
    decimals: panel.decimals,
    reduction,
    isAlone: amounts.length === 1,
  }));
}

/** As the panel itself reduces its series; costs and usage add up, everything else is told by its average. */
function reductionOf({ kind, options, queries }: Panel): Reduction {
  const parsed = isKind(kind) ? KINDS[kind].options.safeParse(options) : null;
  const own = parsed?.success === true ? (parsed.data as { readonly reduce?: unknown }).reduce : undefined;
  const known = REDUCTIONS.find((name) => name === own);
  if (known !== undefined) return known;
  return queries.every(({ source }) => source === "costs" || source === "usage") ? "sum" : "avg";
}

function hasMoved({ now, before }: Compared): boolean {
  if (now === null || before === null) return true;
  return now !== before && Math.abs(now - before) * 100 >= LEAST_PERCENT * Math.abs(before);
}

/** What came and went is told before what changed. */
function weightOf({ now, before }: Compared): number {
  if (now === null || before === null || before === 0) return Number.POSITIVE_INFINITY;
  return Math.abs(now - before) / Math.abs(before);
}

function sentenceOf(moved: Moved, language: ReportLanguage): string {
  const words = SUMMARY_WORDS[language];
  const { name, now, before, unit, decimals, reduction } = moved;
  const write = (value: number | null): string =>
    value === null ? "" : writeNumber(value, { unit, decimals });
  const parts = {
    what: whatOf(moved, words.of),
    now: write(now),
    before: write(before),
    reduction: words.reductions[reduction],
    series: name,
  };
  if (before === null || (before === 0 && now !== null)) return fillSentence(words.appeared, parts);
  if (now === null) return fillSentence(words.gone, parts);
  return fillSentence(words.moved, { ...parts, change: writeChange(now, before) });
}

function whatOf({ title, name, isAlone }: Moved, pattern: string): string {
  if (title === "") return name;
  return isAlone ? title : fillSentence(pattern, { panel: title, series: name });
}
