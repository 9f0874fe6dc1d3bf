// What the tenant could save, as of now: from its telemetry (metrics that no query asked for, labels of many values, log lines
// that look alike) and from its newest bills; what was decided before, and what came of it.

import {
  adviseBills,
  bookOn,
  logPatterns,
  measureSaving,
  recommendationId,
  unusedMetrics,
  wideLabels,
  type Advice,
  type PatternCount,
  type Recommendation,
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
  /** Of a sample of the log records. */
  readonly patterns: readonly PatternCount[];
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

async function adviseTelemetry(rim: AdviceRim, state: ObjectState): Promise<Advice[]> {
  const use = await Promise.all(
    state.shards.map((shard) => shardAt(rim.placement, state.tenant, shard).viewUse(state.epoch)),
  );
  const metrics = joinMetrics(use.flatMap((one) => (one.ok ? one.value.metrics : [])));
  const asked = askedSince(rim.store.db, utcDay(rim.store.clock() - Number(MONTH_DAYS) * DAY_MS));
  const seen = seenNow(rim, rim.store.clock());
  const unused = metrics.map(({ metric, points }) => ({
    name: metric,
    points,
    isAsked: asked.has(metric),
  }));
  const byName = new Map(metrics.map((one) => [one.metric, one]));
  const labels = rim.desk.use(state, 0).labels.flatMap(({ metric, label, values }) => {
    const of = byName.get(metric);
    // Each value of the label is a series at least: without it there are so many times fewer.
    const seriesWithout = of === undefined ? 0 : Math.max(1, Math.round(of.series / Math.max(1, values)));
    return of === undefined
      ? []
      : [{ metric, label, values, series: of.series, seriesWithout, points: of.points }];
  });
  return [...unusedMetrics(unused, seen), ...wideLabels(labels, seen)];
}

/** What of the last day's records the sample's patterns stand for. */
async function adviseLogs(rim: AdviceRim, sampled: readonly PatternCount[]): Promise<Advice[]> {
  const nowMs = rim.store.clock();
  const toHour = Math.floor(nowMs / HOUR_MS) + 1;
  const hours = await readUsageNow(rim, { fromHour: toHour - HOURS_OF_DAY, toHour });
  const lines = hours.ok ? hours.value.flatMap((hour) => hour.lines) : [];
  const total = lines.reduce((sum, { quantities }) => sum + (quantities.log_records ?? 0), 0);
  const patterns = sampled.map(({ pattern, lines: of, total: all }) => ({
    pattern,
    lines: Math.round((of / all) * total),
    total,
  }));
  return logPatterns(patterns, seenNow(rim, nowMs));
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

function toldDecided(rim: UsageRim, decided: Decided, now: Recommendation | undefined): Json {
  const { recommendation, decision, note, decidedMs } = decided;
  const decided_at = new Date(decidedMs).toISOString();
  const result = decision === "accepted" ? measured(rim, decided, now) : null;
  return { ...recommendation, state: decision, note, decided_at, measured: result };
}

/** The dearest first; what was decided comes after what is open. */
export async function recommend(rim: AdviceRim, asked: AdviceAsked): Promise<Result<Json>> {
  const state = loadState(rim.store.db);
  if (state === null) return ok([]);
  const bills = readFacts(rim.store.db).flatMap(({ days, facts }) => adviseBills({ days, summary: facts }));
  const advice = [
    ...(await adviseTelemetry(rim, state)),
    ...(await adviseLogs(rim, asked.patterns)),
    ...bills,
  ].map(toRecommendation);
  const now = new Map(advice.map((one) => [one.id, one]));
  const decided = new Map(listDecisions(rim.store.db).map((one) => [one.recommendation.id, one]));
  const open = [...now.values()]
    .filter(({ id }) => !decided.has(id))
    .sort((one, other) => (moneyOf(other.monthly) > moneyOf(one.monthly) ? 1 : -1))
    .map((one) => ({ ...one, state: "open", note: "", decided_at: null, measured: null }));
  const told = [...decided.values()].map((one) => toldDecided(rim, one, now.get(one.recommendation.id)));
  return ok([...open, ...told]);
}
