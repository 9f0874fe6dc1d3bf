// What the tenant could save, as of now: from its telemetry (metrics that no query asked for, labels of many values, log lines
// that look alike) and from its newest bills; what was decided before, and what came of it.

import {
  adviseBills,
  bookOn,
  duplicateSeries,
  logPatterns,
  measureSaving,
  possiblySame,
  recommendationId,
  unusedMetrics,
  wideLabels,
  type Advice,
  type Meter,
  type PatternCount,
  type Recommendation,
  type SameMetrics,
  type SavingKind,
  type Seen,
} from "../../finops/index.ts";
import { askedSince } from "../../finops/store/asked-metrics.ts";
import { readFacts } from "../../finops/store/bills.ts";
import { listDecisions, type Decided } from "../../finops/store/decisions.ts";
import { HOURS_OF_DAY } from "../../finops/store/usage.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { divideRounded, formatMoney, moneyOf } from "../../kernel/money.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS, utcDay } from "../../kernel/time.ts";
import { joinMetrics } from "../../telemetry/index.ts";
import type { AdmissionDesk } from "../admission-desk.ts";
import { loadState, type ObjectState } from "../object-store.ts";
import { shardAt } from "../stubs.ts";
import { readUsageNow, type UsageRim } from "./read-usage.ts";

export interface AdviceAsked {
  /** Of a sample of the log records; null when not all may be read. */
  readonly patterns: readonly PatternCount[] | null;
  /** Of the metrics that may be the same, those that are; null when not all may be read. */
  readonly same: readonly SameMetrics[] | null;
}

export type AdviceRim = UsageRim & { readonly desk: AdmissionDesk };

const MONTH_DAYS = 30n;

function seenNow(rim: UsageRim, nowMs: number): Seen {
  const { document: books } = loadSetting(rim.store.db, "price_books");
  const book = bookOn(books, utcDay(nowMs));
  const priceOf = (meter: string) =>
    moneyOf(book?.rates.find((rate) => rate.meter === meter)?.tiers[0]?.price ?? "0");
  const [pointPrice, recordPrice] = [priceOf("metric_points"), priceOf("log_records")];
  return { days: 1, currency: book?.currency ?? "USD", pointPrice, recordPrice };
}

interface Counted {
  readonly metric: string;
  /** Of a whole day. */
  readonly points: number;
  readonly series: number;
}

/** Rows of a meter in the last 24 hours. */
async function rowsOfDay(rim: AdviceRim, meter: Meter): Promise<number> {
  const toHour = Math.floor(rim.store.clock() / HOUR_MS) + 1;
  const hours = await readUsageNow(rim, { fromHour: toHour - HOURS_OF_DAY, toHour });
  const lines = hours.ok ? hours.value.flatMap((hour) => hour.lines) : [];
  return lines.reduce((sum, { quantities }) => sum + (quantities[meter] ?? 0), 0);
}

/** Metrics are counted from midnight on: their shares are taken of the last whole day. */
async function countMetrics(rim: AdviceRim, state: ObjectState): Promise<Counted[]> {
  const use = await Promise.all(
    state.shards.map((shard) => shardAt(rim.placement, state.tenant, shard).viewUse(state.epoch)),
  );
  const metrics = joinMetrics(use.flatMap((one) => (one.ok ? one.value.metrics : [])));
  const counted = metrics.reduce((sum, { points }) => sum + points, 0);
  const day = await rowsOfDay(rim, "metric_points");
  const ofDay = (points: number): number => Math.round((points / Math.max(1, counted)) * day);
  return metrics.map(({ metric, points, series }) => ({ metric, points: ofDay(points), series }));
}

/** Which of the tenant's metrics have as many points as another: somebody is to look whether they are the same. */
export async function findTwins(rim: AdviceRim): Promise<Result<Json>> {
  const state = loadState(rim.store.db);
  return ok(state === null ? [] : possiblySame(await countMetrics(rim, state)));
}

interface Advising {
  readonly state: ObjectState;
  readonly metrics: readonly Counted[];
  readonly seen: Seen;
}

function adviseMetrics(rim: AdviceRim, { state, metrics, seen }: Advising, asked: AdviceAsked): Advice[] {
  const inUse = askedSince(rim.store.db, utcDay(rim.store.clock() - Number(MONTH_DAYS) * DAY_MS));
  const unused = metrics.map(({ metric, points }) => ({ name: metric, points, isAsked: inUse.has(metric) }));
  const byName = new Map(metrics.map((one) => [one.metric, one]));
  const labels = rim.desk.use(state, 0).labels.flatMap(({ metric, label, values }) => {
    const of = byName.get(metric);
    // Each value of the label is a series at least: without it there are so many times fewer.
    const seriesWithout = of === undefined ? 0 : Math.max(1, Math.round(of.series / Math.max(1, values)));
    return of === undefined
      ? []
      : [{ metric, label, values, series: of.series, seriesWithout, points: of.points }];
  });
  const twins = (asked.same ?? []).map(({ name, same }) => {
    // The one that queries ask for is kept.
    const [spared, kept] = inUse.has(name) && !inUse.has(same) ? [same, name] : [name, same];
    return { name: spared, same: kept, points: byName.get(spared)?.points ?? 0 };
  });
  return [...unusedMetrics(unused, seen), ...duplicateSeries(twins, seen), ...wideLabels(labels, seen)];
}

/** What of the last day's records the sample's patterns stand for. */
async function adviseLogs(rim: AdviceRim, sampled: readonly PatternCount[], seen: Seen): Promise<Advice[]> {
  const total = await rowsOfDay(rim, "log_records");
  const patterns = sampled.map(({ pattern, lines: of, total: all }) => ({
    pattern,
    lines: Math.round((of / all) * total),
    total,
  }));
  return logPatterns(patterns, seen);
}

const toRecommendation = (advice: Advice): Recommendation => ({ id: recommendationId(advice), ...advice });

/** What the same advice would be worth now, of what it was worth when it was accepted. */
function measured(
  rim: UsageRim,
  { decidedMs, recommendation }: Decided,
  now: Recommendation | undefined,
): Json {
  const days = Math.floor((rim.store.clock() - decidedMs) / DAY_MS);
  const cost = divideRounded(moneyOf(now?.monthly ?? "0") * BigInt(days), MONTH_DAYS);
  const before = { cost: recommendation.monthly, days: Number(MONTH_DAYS) };
  return measureSaving(before, { cost: formatMoney(cost), days }) as unknown as Json;
}

/** What was looked at: only there says silence that nothing is left to save. */
function isLookedAt(kind: SavingKind, metrics: readonly Counted[], { patterns, same }: AdviceAsked): boolean {
  if (kind === "log_pattern") return patterns !== null;
  if (kind === "duplicate_series") return same !== null && metrics.length > 0;
  return kind === "unused_metric" || kind === "label_cardinality" ? metrics.length > 0 : true;
}

interface Now {
  readonly advice: ReadonlyMap<string, Recommendation>;
  readonly isLookedAt: (kind: SavingKind) => boolean;
}

function toldDecided(rim: UsageRim, decided: Decided, now: Now): Json {
  const { recommendation, decision, note, decidedMs } = decided;
  const decided_at = new Date(decidedMs).toISOString();
  const isMeasured = decision === "accepted" && now.isLookedAt(recommendation.kind);
  const result = isMeasured ? measured(rim, decided, now.advice.get(recommendation.id)) : null;
  return { ...recommendation, state: decision, note, decided_at, measured: result };
}

/** The dearest first; what was decided comes after what is open. */
export async function recommend(rim: AdviceRim, asked: AdviceAsked): Promise<Result<Json>> {
  const state = loadState(rim.store.db);
  if (state === null) return ok([]);
  const bills = readFacts(rim.store.db).flatMap(({ days, facts }) => adviseBills({ days, summary: facts }));
  const metrics = await countMetrics(rim, state);
  const seen = seenNow(rim, rim.store.clock());
  const advice = [
    ...adviseMetrics(rim, { state, metrics, seen }, asked),
    ...(await adviseLogs(rim, asked.patterns ?? [], seen)),
    ...bills,
  ].map(toRecommendation);
  const now = {
    advice: new Map(advice.map((one) => [one.id, one])),
    isLookedAt: (kind: SavingKind) => isLookedAt(kind, metrics, asked),
  };
  const decided = listDecisions(rim.store.db);
  const ids = new Set(decided.map(({ recommendation }) => recommendation.id));
  const open = [...now.advice.values()]
    .filter(({ id }) => !ids.has(id))
    .sort((one, other) => (moneyOf(other.monthly) > moneyOf(one.monthly) ? 1 : -1))
    .map((one) => ({ ...one, state: "open", note: "", decided_at: null, measured: null }));
  return ok([...open, ...decided.map((one) => toldDecided(rim, one, now))]);
}
