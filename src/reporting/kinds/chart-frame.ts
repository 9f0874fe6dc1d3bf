// What every ECharts drawing has in common: type, legend, tooltip, and axes with units. Sizes are worked out here, so that
// nothing is cut off and nothing measures text.

import { openClockface } from "../draw/write-time.ts";
import { hasSign, plainUnit, writeNumber } from "../draw/write-number.ts";
import { textWidth } from "../draw/text-width.ts";
import type { Look } from "../look.ts";
import type { ChartOption, DrawInput, RangeMs } from "./kind.ts";

type Input = Pick<DrawInput<unknown>, "look" | "size" | "face" | "zone">;

export const baseOption = ({ look }: Pick<Input, "look">): Record<string, unknown> => ({
  animation: false,
  useUTC: true,
  backgroundColor: "transparent",
  color: [...look.series],
  textStyle: { fontFamily: look.font, fontSize: look.fontSize, color: look.text },
  tooltip: {
    confine: true,
    backgroundColor: look.background,
    borderColor: look.axis,
    textStyle: { color: look.text, fontSize: look.fontSize },
  },
});

const LEGEND_ROW = 22;
const ICON_AND_GAP = 44;
const MOST_LEGEND_ROWS = 3;

export interface LegendPlan {
  readonly legend: ChartOption;
  /** What the plot leaves free at the bottom. */
  readonly height: number;
}

/** At the bottom, in as many rows as the names need; beyond three rows it scrolls. One name alone needs no legend. */
export function planLegend(
  names: readonly string[],
  { look, size }: Pick<Input, "look" | "size">,
): LegendPlan {
  if (names.length < 2) return { legend: { show: false }, height: 0 };
  const rows = wrappedRows(names, look.fontSize, size.width - 24);
  const isLong = rows > MOST_LEGEND_ROWS;
  const legend = {
    show: true,
    type: isLong ? "scroll" : "plain",
    bottom: 4,
    left: "center",
    width: size.width - 24,
    itemWidth: 14,
    itemHeight: 8,
    itemGap: 14,
    icon: "roundRect",
    textStyle: { color: look.text, fontSize: look.fontSize },
    pageTextStyle: { color: look.muted },
    pageIconColor: look.muted,
    pageIconInactiveColor: look.grid,
    data: [...names],
  };
  return { legend, height: (isLong ? 1 : rows) * LEGEND_ROW + 6 };
}

function wrappedRows(names: readonly string[], fontSize: number, width: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const wanted = textWidth(name, fontSize) + ICON_AND_GAP;
    if (used > 0 && used + wanted > width) {
      rows++;
      used = 0;
    }
    used += wanted;
  }
  return rows;
}

export const plotGrid = (legendHeight: number, top = 14): ChartOption => ({
  left: 12,
  right: 20,
  top,
  bottom: legendHeight + 10,
  outerBoundsMode: "same",
  outerBoundsContain: "all",
});

const lines = (look: Look) => ({
  axisLine: { show: true, lineStyle: { color: look.axis } },
  axisTick: { show: true, lineStyle: { color: look.axis } },
  axisLabel: { color: look.muted, fontSize: look.fontSize - 1, hideOverlap: true },
  splitLine: { show: false, lineStyle: { color: look.grid } },
});

export interface ValueAxis {
  readonly unit?: string | undefined;
  readonly name?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly isLog?: boolean;
  readonly fitsData?: boolean;
}

export function valueAxis({ look, face }: Input, axis: ValueAxis): ChartOption {
  const base = lines(look);
  // A unit that is a word stands at the axis once, not at each of its numbers.
  const unit = hasSign(axis.unit) ? axis.unit : undefined;
  const name =
    axis.name === undefined || axis.name === ""
      ? unit === undefined
        ? plainUnit(axis.unit)
        : ""
      : axis.name;
  const format = (value: number): string => writeNumber(value, { unit });
  return {
    type: axis.isLog === true ? "log" : "value",
    ...(name === "" ? {} : axisName(name, look)),
    ...(axis.min === undefined ? {} : { min: axis.min }),
    ...(axis.max === undefined ? {} : { max: axis.max }),
    scale: axis.fitsData === true,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: look.grid } },
    axisLabel: { ...base.axisLabel, formatter: format },
    // Whole counts have no halves.
    ...(face.decimals === 0 ? { minInterval: 1 } : {}),
    splitNumber: 5,
  };
}

const axisName = (name: string, look: Look): ChartOption => ({
  name,
  nameLocation: "middle",
  nameGap: 8,
  nameTextStyle: { color: look.muted, fontSize: look.fontSize - 1 },
});

/** LIMIT: more names than these are not all written, however small the picture. */
const MOST_TURNED = 24;

/** All names where they fit; turned where that makes them fit; every few where nothing does. */
export function categoryAxis(
  { look, size }: Pick<Input, "look" | "size">,
  names: readonly string[],
): ChartOption {
  const { axisLabel, ...rest } = lines(look);
  const widest = names.reduce((most, name) => Math.max(most, textWidth(name, look.fontSize - 1)), 0);
  const room = (size.width - 80) / Math.max(1, names.length);
  const all = { interval: 0, hideOverlap: false };
  const turned = { ...all, rotate: 28, width: 110, overflow: "truncate" };
  const fit = widest + 6 <= room ? all : names.length <= MOST_TURNED && room > 16 ? turned : {};
  return {
    type: "category",
    data: [...names],
    ...rest,
    axisTick: { show: false },
    axisLabel: { ...axisLabel, ...fit },
  };
}

/** Time in the panel's zone: ECharts counts in UTC, so instants are moved by the zone's distance and told unmoved. */
export interface TimeScale {
  readonly axis: ChartOption;
  readonly at: (ms: number) => number;
  readonly tell: (moved: number) => string;
}

/** LIMIT: about as wide as the longest label, `23 Nov 14:05`. */
const LABEL_WIDTH = 105;

export function timeScale({ look, zone, size }: Input, range: RangeMs): TimeScale {
  const rangeMs = Math.max(1, range.toMs - range.fromMs);
  const clock = openClockface(zone, rangeMs);
  const shift = zoneShift(clock.long(range.toMs), range.toMs);
  const at = (ms: number): number => ms + shift;
  const base = lines(look);
  const axis = {
    type: "time",
    // Who draws bars makes room for them; the library would guess it from their distance.
    containShape: false,
    ...base,
    min: at(range.fromMs),
    max: at(range.toMs),
    splitNumber: Math.max(2, Math.floor(size.width / LABEL_WIDTH)),
    axisLabel: {
      ...base.axisLabel,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: (moved: number): string => clock.short(moved - shift),
    },
  };
  return { axis, at, tell: (moved) => clock.long(moved - shift) };
}

/** How far the zone's clock is ahead of UTC at an instant. */
function zoneShift(local: string, ms: number): number {
  const told = Date.parse(`${local.replace(" ", "T")}Z`);
  return Number.isNaN(told) ? 0 : Math.round((told - ms) / 60_000) * 60_000;
}

/** For instants as names: every few of them, upright. */
export const sparseAxis = (input: Pick<Input, "look">, names: readonly string[]): ChartOption => ({
  type: "category",
  data: [...names],
  ...lines(input.look),
  axisTick: { show: false },
});

/** The range that was asked for; that of the data where nothing was. */
export function rangeOf(
  asked: RangeMs | null,
  series: readonly { readonly points: readonly (readonly [number, unknown])[] }[],
): RangeMs {
  if (asked !== null) return asked;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { points } of series) {
    for (const [ms] of points) {
      fromMs = Math.min(fromMs, ms);
      toMs = Math.max(toMs, ms);
    }
  }
  return fromMs <= toMs ? { fromMs, toMs: Math.max(toMs, fromMs + 1) } : { fromMs: 0, toMs: 1 };
}

/** A horizontal line at each threshold, in its severity's colour. */
export function thresholdLines({ face, look }: Pick<Input, "face" | "look">, unit: string | undefined) {
  return face.thresholds.map(({ value, severity }) => ({
    yAxis: value,
    lineStyle: { color: look.severities[severity], type: "dashed", width: 1.2 },
    label: {
      formatter: writeNumber(value, { unit, decimals: face.decimals }),
      position: "insideEndTop",
      color: look.severities[severity],
      fontSize: look.fontSize - 2,
    },
  }));
}

interface Amounts {
  readonly least: number;
  readonly most: number;
  readonly write: (value: number) => string;
}

/** Which colour is how much, at the bottom. */
export function amountScale({ least, most, write }: Amounts, { look, size }: Input): ChartOption {
  return {
    min: least,
    max: most === least ? least + 1 : most,
    calculable: false,
    orient: "horizontal",
    left: "center",
    bottom: 6,
    itemWidth: 12,
    itemHeight: Math.min(240, size.width * 0.4),
    text: [write(most), write(least)],
    textStyle: { color: look.muted, fontSize: look.fontSize - 1 },
    inRange: { color: [...look.amounts] },
  };
}
