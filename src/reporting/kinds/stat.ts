// Stat: a number that is read at a glance, with the line that led to it and the change against the period before.

import { z } from "zod";
import { svgElement, svgText } from "../draw/svg-element.ts";
import { fitText, textWidth } from "../draw/text-width.ts";
import { writeChange, writeNumber } from "../draw/write-number.ts";
import { reachedSeverity, seriesColour, type Look } from "../look.ts";
import { hourlyExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import {
  amountsOf,
  reduceValues,
  REDUCTIONS,
  timeSeriesOf,
  type Reduction,
  type Series,
} from "./readings.ts";
import { layTiles, type Tile } from "./tiles.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  reduce: z.enum(REDUCTIONS).default("last"),
  graph: z.enum(["area", "none"]).default("area"),
  /** Does more mean better? Colours the change against the period before. */
  better: z.enum(["higher", "lower", "neither"]).default("neither"),
});

type Options = z.infer<typeof options>;

interface Stat {
  readonly name: string;
  readonly value: number;
  readonly unit: string | undefined;
  readonly points: Series["points"];
  readonly before: number | null;
}

const MOST = 16;

function readStats({ frames, options: { reduce } }: DrawInput<Options>): Stat[] {
  const series = timeSeriesOf(frames);
  if (series.length === 0)
    return amountsOf(frames, reduce).map((amount) => ({ ...amount, points: [], before: null }));
  const earlier = series.filter(({ isComparison }) => isComparison);
  return series
    .filter(({ isComparison }) => !isComparison)
    .flatMap((one, at) => {
      const value = reduceSeries(one, reduce);
      const compared = earlier[at];
      const before = compared === undefined ? null : reduceSeries(compared, reduce);
      return value === null ? [] : [{ name: one.name, value, unit: one.unit, points: one.points, before }];
    });
}

const reduceSeries = ({ points }: Series, by: Reduction): number | null =>
  reduceValues(
    points.map(([, value]) => value),
    by,
  );

function drawStats(input: DrawInput<Options>): Drawing {
  const stats = readStats(input).slice(0, MOST);
  if (stats.length === 0) return nothing(NO_SERIES);
  const tiles = layTiles(stats.length, input.size, 1.9);
  const size = sizeOf(stats, tiles, input);
  const body = stats.map((stat, at) =>
    drawStat(stat, { input, tile: tiles[at] as Tile, isAlone: stats.length === 1, size }),
  );
  const told = stats.map(({ name, value, unit }) => `${name}: ${write(input, unit)(value)}`);
  return { form: "shapes", body: body.join(""), words: `${told.join("; ")}.` };
}

const write =
  ({ face }: DrawInput<Options>, unit: string | undefined) =>
  (value: number): string =>
    writeNumber(value, { unit: face.unit ?? unit, decimals: face.decimals });

interface Place {
  readonly input: DrawInput<Options>;
  readonly tile: Tile;
  readonly isAlone: boolean;
  readonly size: number;
}

/** One size for all: a larger number is not a more important one. */
function sizeOf(stats: readonly Stat[], tiles: readonly Tile[], input: DrawInput<Options>): number {
  const sizes = stats.map(({ value, unit }, at) => {
    const { width, height } = tiles[at] as Tile;
    // Bold text is wider than the widths that are known.
    const fitting = (width - 28) / Math.max(1, textWidth(write(input, unit)(value), 1) * 1.18);
    return Math.max(12, Math.min(46, height * 0.34, fitting));
  });
  return Math.min(...sizes);
}

function drawStat(stat: Stat, { input, tile, isAlone, size }: Place): string {
  const { look, face, options: asked } = input;
  const severity = reachedSeverity(stat.value, face.thresholds);
  const colour = severity === null ? look.text : look.severities[severity];
  const text = write(input, stat.unit)(stat.value);
  const hasName = !isAlone || stat.name !== "value";
  const middle = tile.y + tile.height * (stat.points.length > 1 && asked.graph === "area" ? 0.44 : 0.52);
  const at = { x: tile.x + tile.width / 2, font: look.font, anchor: "middle" as const };
  const graphColour = severity === null ? seriesColour(look, 0) : look.severities[severity];
  return [
    asked.graph === "area" ? drawGraph(stat.points, tile, graphColour) : "",
    hasName
      ? svgText(fitText(stat.name, look.fontSize, tile.width - 16), {
          ...at,
          y: middle - size * 0.5 - look.fontSize,
          size: look.fontSize,
          fill: look.muted,
        })
      : "",
    svgText(text, { ...at, y: middle, size, fill: colour, weight: 600 }),
    stat.before === null
      ? ""
      : svgText(`${writeChange(stat.value, stat.before)} against before`, {
          ...at,
          y: middle + size * 0.5 + look.fontSize * 0.9,
          size: look.fontSize,
          fill: changeColour(stat.value - stat.before, asked.better, look),
        }),
  ].join("");
}

function changeColour(change: number, better: Options["better"], look: Look): string {
  if (better === "neither" || change === 0) return look.muted;
  return change > 0 === (better === "higher") ? look.up : look.down;
}

function drawGraph(points: Series["points"], tile: Tile, colour: string): string {
  const known = points.filter((point): point is readonly [number, number] => point[1] !== null);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined || known.length < 2 || tile.height < 60) return "";
  const least = known.reduce((low, [, value]) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = known.reduce((high, [, value]) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const height = tile.height * 0.26;
  const bottom = tile.y + tile.height;
  const across = (ms: number): number =>
    tile.x + ((ms - first[0]) / Math.max(1, last[0] - first[0])) * tile.width;
  const up = (value: number): number =>
    bottom - 3 - (most === least ? 0.5 : (value - least) / (most - least)) * height;
  const path = known
    .map(([ms, value], at) => `${at === 0 ? "M" : "L"}${place(across(ms))} ${place(up(value))}`)
    .join("");
  const area = `${path}L${place(tile.x + tile.width)} ${place(bottom)}L${place(tile.x)} ${place(bottom)}Z`;
  return [
    svgElement("path", { d: area, fill: colour, "fill-opacity": 0.13 }),
    svgElement("path", { d: path, fill: "none", stroke: colour, "stroke-width": 1.5, "stroke-opacity": 0.8 }),
  ].join("");
}

const place = (value: number): string => String(Math.round(value * 10) / 10);

export const stat = declareKind({
  title: "Stat",
  meaning:
    "A number at a glance, with its line and its change against the period before. Series or rows, reduced.",
  options,
  example: () => ({
    frames: hourlyExample("requests", "{request}/s", ["checkout", "search", "login"]),
    options: { reduce: "avg" },
  }),
  draw: drawStats,
});
