// Gauges: a value on an arc, such as a service level against its objective.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { reachedSeverity } from "../look.ts";
import { fitText } from "../draw/text-width.ts";
import { baseOption } from "./chart-frame.ts";
import { namedExample } from "./examples.ts";
import { declareKind, nothing, type ChartOption, type Drawing, type DrawInput } from "./kind.ts";
import { amountsOf, REDUCTIONS, sharedUnit, type Amount } from "./readings.ts";
import { layTiles, type Tile } from "./tiles.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  reduce: z.enum(REDUCTIONS).default("last"),
  min: z.number().default(0),
  max: z.number().default(100),
});

type Options = z.infer<typeof options>;

/** LIMIT: more gauges than these cannot be read. */
const MOST = 12;

function drawGauges(input: DrawInput<Options>): Drawing {
  const amounts = amountsOf(input.frames, input.options.reduce).slice(0, MOST);
  if (amounts.length === 0) return nothing(NO_SERIES);
  const unit = sharedUnit(input.face.unit, amounts);
  const tiles = layTiles(amounts.length, input.size, 1.25);
  const write = (value: number): string => writeNumber(value, { unit, decimals: input.face.decimals });
  const option = {
    ...baseOption(input),
    series: amounts.map((amount, at) => gaugeSeries(amount, tiles[at] as Tile, { input, write })),
  };
  return {
    form: "chart",
    option,
    words: `${amounts.map(({ name, value }) => `${name}: ${write(value)}`).join("; ")}.`,
  };
}

function gaugeSeries(
  { name, value }: Amount,
  tile: Tile,
  { input, write }: { input: DrawInput<Options>; write: (value: number) => string },
): ChartOption {
  const { look, face, options: asked } = input;
  const radius = Math.max(24, Math.min(tile.width / 2 - 14, (tile.height - 26) / 1.55));
  const severity = reachedSeverity(value, face.thresholds);
  const colour = severity === null ? (look.series[0] ?? look.text) : look.severities[severity];
  const band = Math.max(7, radius * 0.15);
  return {
    type: "gauge",
    center: [tile.x + tile.width / 2, tile.y + tile.height / 2 + radius * 0.2],
    radius,
    startAngle: 210,
    endAngle: -30,
    min: asked.min,
    max: asked.max,
    splitNumber: 4,
    progress: { show: true, width: band, roundCap: false, itemStyle: { color: colour } },
    axisLine: { lineStyle: { width: band, color: zones(input) } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      show: radius > 90,
      distance: band + 4,
      color: look.muted,
      fontSize: look.fontSize - 2,
      formatter: write,
    },
    pointer: { show: false },
    anchor: { show: false },
    title: {
      show: true,
      offsetCenter: [0, radius * 0.62],
      color: look.muted,
      fontSize: look.fontSize,
      width: tile.width - 16,
    },
    detail: {
      valueAnimation: false,
      offsetCenter: [0, radius * 0.06],
      color: look.text,
      fontSize: Math.max(13, Math.min(30, radius * 0.3)),
      fontWeight: 600,
      formatter: write,
    },
    data: [{ value, name: fitText(name, look.fontSize, tile.width - 16) }],
  };
}

/** What lies under the value: pale, in the colours of the thresholds. */
function zones({ look, face, options: { min, max } }: DrawInput<Options>): [number, string][] {
  const inside = face.thresholds.filter(({ value }) => value > min && value < max);
  const sorted = inside.toSorted((a, b) => a.value - b.value);
  const ends = [...sorted.map(({ value }) => (value - min) / (max - min)), 1];
  return ends.map((end, at) => {
    const severity = at === 0 ? reachedSeverity(min, face.thresholds) : (sorted[at - 1]?.severity ?? null);
    return [end, severity === null ? look.surface : `${look.severities[severity]}40`];
  });
}

export const gauge = declareKind({
  title: "Gauge",
  meaning:
    "A value on an arc between two bounds, with the thresholds under it. Series or rows, reduced to a number each.",
  options,
  example: () => ({
    frames: [
      namedExample("availability", "percent", [
        ["checkout", 99.2],
        ["search", 97.4],
      ]),
    ],
    options: { min: 95, max: 100 },
    unit: "percent",
  }),
  draw: drawGauges,
});
