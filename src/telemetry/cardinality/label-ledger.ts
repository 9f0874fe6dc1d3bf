// Which values of which label of which metric a tenant has in use, and whether one more fits: kept by the tenant object.
// INVARIANTS: a value that is asked about is admitted if it is active already or fewer than the cap are; a value that was
// told (an isolate admitted it out of its allowance) is always kept, so what is stored is never refused later.
// LIMIT: MOST_VALUES ids of 16 bytes in an object of 128 MB. Past it new labels are not tracked: their values pass, and
// the tenant's number of active series is what bounds them.

import { DAY_MS } from "../../kernel/time.ts";
import type { Id } from "./id-set.ts";
import { packIds, unpackIds } from "./ids.ts";
import { Roster } from "./roster.ts";
import { valueFilter } from "./value-filter.ts";

export const LABEL_PERIOD_MS = DAY_MS;
const MOST_VALUES = 1_000_000;
const MOST_LABELS = 20_000;

export interface LabelName {
  readonly metric: string;
  readonly label: string;
}

/** Ids of values, eight bytes each. */
export interface LabelReport extends LabelName {
  /** Admitted by the isolate already. */
  readonly told: Uint8Array;
  readonly asked: Uint8Array;
  /** Points whose value overflowed since the last report. */
  readonly overflowed: number;
}

export interface LabelVerdict extends LabelName {
  /** Places in `asked` of the values that overflow. */
  readonly refused: readonly number[];
  /** What is admitted of a label that is full; null while there is room. */
  readonly filter: Uint8Array | null;
}

/** Values that the running period did not know yet: what has to be written down. */
export interface LabelNews extends LabelName {
  readonly ids: Uint8Array;
  readonly isFull: boolean;
}

export interface LabelUse extends LabelName {
  readonly values: number;
  readonly overflowed_points: number;
}

interface Entry extends LabelName {
  readonly roster: Roster;
  overflowed: number;
}

export interface LabelLedger {
  judge(
    reports: readonly LabelReport[],
    cap: number,
    nowMs: number,
  ): { readonly verdicts: readonly LabelVerdict[]; readonly news: readonly LabelNews[] };
  /** What an earlier ledger wrote down in the period of this instant. */
  recall(news: Pick<LabelNews, keyof LabelName | "ids">, atMs: number): void;
  /** The labels with the most values, the largest first. */
  largest(count: number, nowMs: number): LabelUse[];
}

export const labelKey = ({ metric, label }: LabelName): string => `${metric}\0${label}`;

export function createLabelLedger(): LabelLedger {
  const entries = new Map<string, Entry>();
  let total = 0;
  const entryOf = (name: LabelName, nowMs: number): Entry | null => {
    const known = entries.get(labelKey(name));
    if (known === undefined && (entries.size >= MOST_LABELS || total >= MOST_VALUES)) return null;
    const entry = known ?? { ...name, roster: new Roster(LABEL_PERIOD_MS), overflowed: 0 };
    entries.set(labelKey(name), entry);
    const before = entry.roster.size;
    if (entry.roster.turn(nowMs)) entry.overflowed = 0;
    total += entry.roster.size - before;
    return entry;
  };
  const note = ({ roster }: Entry, ids: readonly Id[]): Id[] => {
    const before = roster.size;
    const fresh = ids.filter((id) => roster.note(id));
    total += roster.size - before;
    return fresh;
  };
  const judgeOne = (report: LabelReport, cap: number, nowMs: number) => {
    const entry = entryOf(report, nowMs);
    const name = { metric: report.metric, label: report.label };
    if (entry === null) return { verdict: { ...name, refused: [], filter: null }, news: null };
    entry.overflowed += report.overflowed;
    const fresh = note(entry, unpackIds(report.told));
    const refused: number[] = [];
    for (const [at, id] of unpackIds(report.asked).entries()) {
      if (entry.roster.has(id) || entry.roster.size < cap) fresh.push(...note(entry, [id]));
      else refused.push(at);
    }
    const isFull = entry.roster.size >= cap;
    const filter = isFull ? valueFilter(entry.roster.ids(), entry.roster.size) : null;
    return { verdict: { ...name, refused, filter }, news: { ...name, ids: packIds(fresh), isFull } };
  };
  return {
    judge(reports, cap, nowMs) {
      const judged = reports.map((report) => judgeOne(report, cap, nowMs));
      const news = judged.flatMap((one) => (one.news === null ? [] : [one.news]));
      return { verdicts: judged.map((one) => one.verdict), news };
    },
    recall(news, atMs) {
      const entry = entryOf({ metric: news.metric, label: news.label }, atMs);
      if (entry !== null) note(entry, unpackIds(news.ids));
    },
    largest(count, nowMs) {
      for (const entry of entries.values()) entryOf(entry, nowMs);
      return largestOf([...entries.values()], count);
    },
  };
}

function largestOf(entries: readonly Entry[], count: number): LabelUse[] {
  return entries
    .map(({ metric, label, roster, overflowed: points }) => ({
      metric,
      label,
      values: roster.size,
      overflowed_points: points,
    }))
    .filter(({ values }) => values > 0)
    .sort((left, right) => right.values - left.values || (labelKey(left) < labelKey(right) ? -1 : 1))
    .slice(0, count);
}
