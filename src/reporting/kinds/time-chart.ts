// Lines, areas and bars over time: one way to make them, of which each kind is a row.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { openClockface } from "../draw/write-time.ts";
import { seriesColour } from "../look.ts";
import {
  baseOption,
  plotGrid,
  planLegend,
  rangeOf,
  thresholdLines,
  timeScale,
  valueAxis,
} from "./chart-frame.ts";
import type { TimeScale } from "./chart-frame.ts";
import { nothing, type ChartOption, type Drawing, type DrawInput, type RangeMs } from "./kind.ts";
import { sharedUnit, timeSeriesOf, type Series } from "./readings.ts";

export const timeChartOptions = z.strictObject({
  y_label: z.string().max(64).default(""),
  min: z.number().optional(),
  max: z.number().optional(),
  scale: z.enum(["linear", "log"]).default("linear"),
  /** What is drawn across a gap: nothing, or a line. */
  gaps: z.enum(["open", "joined"]).default("open"),
});

type Options = z.infer<typeof timeChartOptions>;

export interface TimeShape {
  readonly type: "line" | "bar";
  readonly isStacked: boolean;
  readonly isFilled: boolean;
}

export const NO_SERIES = "No data in this range. A widened range or another query may have some.";

export function drawTimeChart(input: DrawInput<Options>, shape: TimeShape): Drawing {
  const series = timeSeriesOf(input.frames);
  if (!series.some(({ points }) => points.length > 0)) return nothing(NO_SERIES);
  const unit = sharedUnit(input.face.unit, series);
  const range = rangeOf(input.range, series);
  const axis = shape.type === "bar" ? withRoom(range, series) : range;
  const scale = timeScale(input, axis);
  const plan = planLegend(
    series.map(({ name }) => name),
    input,
  );
  const { min, max, y_label: name, scale: kind } = input.options;
  const base = baseOption(input);
  const option = {
    ...base,
    tooltip: { ...(base["tooltip"] as object), trigger: "axis", formatter: tooltipOf(input, scale, unit) },
    legend: plan.legend,
    grid: plotGrid(plan.height),
    xAxis: scale.axis,
    yAxis: valueAxis(input, {
      unit,
      name,
      min,
      max,
      isLog: kind === "log",
      fitsData: shape.type === "line" && !shape.isFilled && min === undefined && isFarFromZero(series),
    }),
    series: series.map((one, at) => toSeries(one, at, { input, shape, scale, unit })),
  };
  return { form: "chart", option, words: wordsOf(series, input, unit), axis };
}

const MOST_ALONE = 20;

/** Bars stand on their instants: half of one more fits at either end. */
function withRoom({ fromMs, toMs }: RangeMs, series: readonly Series[]): RangeMs {
  const instants = [...new Set(series.flatMap(({ points }) => points.map(([ms]) => ms)))].sort(
    (a, b) => a - b,
  );
  const steps = instants.slice(1).map((ms, at) => ms - (instants[at] ?? ms));
  // One alone has no step to its next: a sliver of the range keeps it off the edge.
  const most = steps.length === 0 ? (toMs - fromMs) / MOST_ALONE : toMs - fromMs;
  const half = steps.reduce((least, step) => Math.min(least, step), most) / 2;
  const [first = fromMs, last = toMs] = [instants[0], instants.at(-1)];
  return { fromMs: Math.min(fromMs, first - half), toMs: Math.max(toMs, last + half) };
}

/** A line between 990 and 1,010 shows nothing on an axis from 0. */
function isFarFromZero(series: readonly Series[]): boolean {
  const values = series
    .flatMap(({ points }) => points.map(([, value]) => value))
    .filter((value) => value !== null);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return least > 0 && least > most * 0.6;
}

interface Plot {
  readonly input: DrawInput<Options>;
  readonly shape: TimeShape;
  readonly scale: TimeScale;
  readonly unit: string | undefined;
}

const LONELY_POINTS = 40;

function toSeries(series: Series, at: number, plot: Plot): ChartOption {
  const { input, shape, scale } = plot;
  const { look, options } = input;
  const colour = seriesColour(look, at);
  return {
    name: series.name,
    type: shape.type,
    data: series.points.map(([ms, value]) => [scale.at(ms), value]),
    ...(shape.isStacked && !series.isComparison ? { stack: "all" } : {}),
    ...(shape.type === "bar"
      ? { barMaxWidth: 26, itemStyle: { color: colour, borderRadius: shape.isStacked ? 0 : [2, 2, 0, 0] } }
      : {
          showSymbol: series.points.length === 1 || series.points.length < LONELY_POINTS,
          symbol: "circle",
          symbolSize: series.points.length === 1 ? 6 : 3,
          connectNulls: options.gaps === "joined",
          lineStyle: { width: 1.6, color: colour, type: series.isComparison ? "dashed" : "solid" },
          itemStyle: { color: colour },
          ...(shape.isFilled ? { areaStyle: { color: colour, opacity: shape.isStacked ? 0.45 : 0.16 } } : {}),
        }),
    ...(at === 0 ? marksOf(plot) : {}),
  };
}

/** Thresholds and annotations hang on the first series. */
function marksOf({ input, scale, unit }: Plot): ChartOption {
  const { marks, look } = input;
  const upright = marks.map(({ timeMs, text, severity }) => ({
    xAxis: scale.at(timeMs),
    lineStyle: { color: look.severities[severity], type: "solid", width: 1 },
    label: { formatter: text.slice(0, 40), color: look.muted, fontSize: look.fontSize - 2, rotate: 0 },
  }));
  const areas = marks
    .filter(({ untilMs }) => untilMs !== undefined)
    .map(({ timeMs, untilMs, severity }) => [
      { xAxis: scale.at(timeMs), itemStyle: { color: look.severities[severity], opacity: 0.1 } },
      { xAxis: scale.at(untilMs ?? timeMs) },
    ]);
  const data = [...thresholdLines(input, unit), ...upright];
  return {
    ...(data.length === 0 ? {} : { markLine: { silent: true, symbol: "none", data } }),
    ...(areas.length === 0 ? {} : { markArea: { silent: true, data: areas } }),
  };
}

interface Hovered {
  readonly seriesName: string;
  readonly value: readonly [number, number | null];
}

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function tooltipOf({ face }: DrawInput<Options>, scale: TimeScale, unit: string | undefined) {
  return (hovered: readonly Hovered[]): string => {
    const [first] = hovered;
    const rows = hovered.map(({ seriesName, value: [, value] }) => {
      const told = value === null ? "no value" : writeNumber(value, { unit, decimals: face.decimals });
      return `${escapeHtml(seriesName)}: ${escapeHtml(told)}`;
    });
    return [first === undefined ? "" : scale.tell(first.value[0]), ...rows].join("<br>");
  };
}

/** For who does not see the picture: what there is, and between which values. */
function wordsOf(
  series: readonly Series[],
  { face, zone, range }: DrawInput<Options>,
  unit: string | undefined,
): string {
  const { fromMs, toMs } = rangeOf(range, series);
  const clock = openClockface(zone, toMs - fromMs);
  const told = series.slice(0, 5).map(({ name, points }) => {
    const values = points.map(([, value]) => value).filter((value) => value !== null);
    if (values.length === 0) return `${name}: no values`;
    const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
    const least = values.reduce((a, b) => Math.min(a, b));
    const most = values.reduce((a, b) => Math.max(a, b));
    return `${name}: ${write(least)} to ${write(most)}, last ${write(values.at(-1) ?? 0)}`;
  });
  const more = series.length > 5 ? `; ${series.length - 5} more` : "";
  return `${series.length} series from ${clock.long(fromMs)} to ${clock.long(toMs)}. ${told.join("; ")}${more}.`;
}
