// What one series contributes to its group's windows, sample after sample. Increases need the sample before, so the state
// is carried from day to day.
//
// Increase between two samples of a cumulative stream: the difference, or the later value alone after a reset (it is lower,
// or its start time moved past the sample before). It counts in the later sample's window. Without a sample before within
// the lookback, a sample counts in full if its start time lies within the lookback, and not at all otherwise.
//
// Speed (`rate`): an increase happened evenly between its two samples. Each window gets its part of it, divided by the part
// of the window that samples cover: so the interval may be shorter or longer than the distance of samples, and the first
// and last windows of a stream are not too low.

import type { Cells } from "./cells.ts";
import { type Distribution, type Interval, intervalsOf, lessDistribution } from "./distribution.ts";
import { END, type HistogramPoint, NOTHING, orderedPlaces, type SeriesDay } from "./series-day.ts";

export type Feed = "samples" | "lastInWindow" | "increments" | "speed";

export interface SeriesTraits {
  /** Each value stands for its own interval of time. */
  readonly isDelta: boolean;
  /** A lower value is a reset. False only where the sender said that the sum may fall. */
  readonly resets: boolean;
  readonly isHistogram: boolean;
}

interface Before {
  readonly time: number;
  readonly value: number;
  readonly point: HistogramPoint | null;
}

export interface Carry {
  before: Before | null;
  /** What was met in `window` and is not yet counted: the last value, or the increase so far. */
  window: number;
  value: number;
  /** Of the last value; or, for speeds, how much of the window is covered. */
  time: number;
}

export const newCarry = (): Carry => ({ before: null, window: -1, value: 0, time: 0 });

const NANOS_PER_SECOND = 1e9;

/** Which number of a histogram point an aggregation is about. */
export type HistogramPart = "mean" | "sum" | "count" | "min" | "max" | "latestMean" | "distribution";

export interface FoldPlan {
  readonly feed: Feed;
  readonly histogram: HistogramPart;
  readonly quantile: number;
  /** Nanoseconds. */
  readonly interval: number;
  readonly range: number;
  readonly lookback: number;
}

export interface FoldTarget {
  readonly traits: SeriesTraits;
  readonly carry: Carry;
  readonly cells: Cells;
}

interface Sample extends Before {
  readonly start: number;
}

/** `before` where it may be compared with, `whole` where the sample counts in full, `none` where it cannot count. */
function basisOf(sample: Sample, plan: FoldPlan, target: FoldTarget): Before | "whole" | "none" {
  const { before } = target.carry;
  if (target.traits.isDelta) return "whole";
  const size = sample.point?.count ?? sample.value;
  if (before !== null && sample.time - before.time <= plan.lookback) {
    const isRestarted = sample.start > before.time;
    const isLower = size < (before.point?.count ?? before.value);
    return target.traits.resets && (isRestarted || isLower) ? "whole" : before;
  }
  const isFreshStart = sample.start < sample.time && sample.time - sample.start <= plan.lookback;
  return isFreshStart ? "whole" : "none";
}

function addHistogram(sample: Sample & { point: HistogramPoint }, plan: FoldPlan, target: FoldTarget): void {
  const { cells } = target;
  const { point, time } = sample;
  const window = Math.floor(time / plan.interval);
  const part = plan.histogram;
  if (part === "latestMean") {
    if (point.count > 0 && point.sum !== null)
      cells.add(window, { value: point.sum / point.count, weight: 1, time });
    return;
  }
  if (part === "min" || part === "max") {
    const value = point[part];
    if (value !== null) cells.add(window, { value, weight: 1, time });
    return;
  }
  const basis = basisOf(sample, plan, target);
  if (basis === "none") return;
  const before = basis === "whole" ? null : basis.point;
  const weight = point.count - (before?.count ?? 0);
  const sum = (point.sum ?? 0) - (before?.sum ?? 0);
  if (part === "distribution") cells.addIntervals(window, addedIntervals({ point, before }, plan));
  else if (plan.feed === "speed") addSpeed(weight, spanOf(sample, basis, { plan, target }), { plan, target });
  else if (part === "count") cells.add(window, { value: weight, weight, time });
  else if (point.sum !== null) cells.add(window, { value: sum, weight: part === "mean" ? weight : 1, time });
}

function addedIntervals(
  points: { readonly point: HistogramPoint; readonly before: HistogramPoint | null },
  plan: FoldPlan,
): Interval[] {
  if (points.point.distribution === null) return [];
  const now = JSON.parse(points.point.distribution) as Distribution;
  const old = points.before?.distribution ?? null;
  const added = old === null ? now : lessDistribution(now, JSON.parse(old) as Distribution);
  return intervalsOf(added, plan.quantile);
}

function addIncrement(sample: Sample, plan: FoldPlan, target: FoldTarget): void {
  const basis = basisOf(sample, plan, target);
  if (basis === "none") return;
  const value = sample.value - (basis === "whole" ? 0 : basis.value);
  if (plan.feed === "speed")
    return addSpeed(value, spanOf(sample, basis, { plan, target }), { plan, target });
  target.cells.add(Math.floor(sample.time / plan.interval), { value, weight: 1, time: sample.time });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When the increase happened: since the start that the sample names, else since the sample before it. */
function spanOf(sample: Sample, basis: Before | "whole", { plan, target }: Fold): Span {
  if (basis !== "whole") return { from: basis.time, to: sample.time };
  const before = target.carry.before?.time ?? Number.NEGATIVE_INFINITY;
  const isStartKnown = sample.start < sample.time && sample.start > before;
  const guess = before === Number.NEGATIVE_INFINITY ? sample.time - plan.interval : before;
  return { from: isStartKnown ? sample.start : guess, to: sample.time };
}

interface Fold {
  readonly plan: FoldPlan;
  readonly target: FoldTarget;
}

/** LIMIT: a series meets each window once or twice, whatever the distance of its samples: series times windows at most. */
function addSpeed(increase: number, span: Span, { plan, target }: Fold): void {
  const { carry } = target;
  const perNano = increase / (span.to - span.from);
  let from = Math.max(span.from, 0);
  while (from < span.to) {
    const window = Math.floor(from / plan.interval);
    const to = Math.min(span.to, (window + 1) * plan.interval);
    if (carry.window !== window) flushSpeed(target);
    carry.window = window;
    carry.value += perNano * (to - from);
    carry.time += to - from;
    from = to;
  }
}

function flushSpeed({ carry, cells }: FoldTarget): void {
  if (carry.window >= 0) {
    const value = carry.value / (carry.time / NANOS_PER_SECOND);
    cells.add(carry.window, { value, weight: 1, time: carry.time });
  }
  carry.window = -1;
  carry.value = 0;
  carry.time = 0;
}

function flushLast({ carry, cells }: FoldTarget): void {
  if (carry.window >= 0) cells.add(carry.window, { value: carry.value, weight: 1, time: carry.time });
  carry.window = -1;
}

/** Counts what a series still holds back; called once more when the range is done. */
export function flushCarry(target: FoldTarget, feed: Feed): void {
  if (feed === "speed") flushSpeed(target);
  else flushLast(target);
}

function holdLast(window: number, sample: Sample, target: FoldTarget): void {
  if (target.carry.window !== window) flushLast(target);
  target.carry.window = window;
  target.carry.value = sample.value;
  target.carry.time = sample.time;
}

function addSample(sample: Sample, plan: FoldPlan, target: FoldTarget): void {
  if (sample.time < 0 || sample.time >= plan.range) return;
  const window = Math.floor(sample.time / plan.interval);
  const { point } = sample;
  if (point !== null) addHistogram({ ...sample, point }, plan, target);
  else if (plan.feed === "increments" || plan.feed === "speed") addIncrement(sample, plan, target);
  else if (plan.feed === "lastInWindow" && !target.traits.isDelta) holdLast(window, sample, target);
  else target.cells.add(window, { value: sample.value, weight: 1, time: sample.time });
}

export function foldDay(day: SeriesDay, plan: FoldPlan, target: FoldTarget): void {
  for (const place of orderedPlaces(day)) {
    const mark = day.marks[place];
    if (mark === END) target.carry.before = null;
    if (mark === END || mark === NOTHING) continue;
    const sample = {
      time: day.times[place] as number,
      value: day.values[place] as number,
      start: day.starts[place] as number,
      point: day.points[place] ?? null,
    };
    addSample(sample, plan, target);
    target.carry.before = sample;
  }
}
