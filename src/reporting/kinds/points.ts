// Points by two numbers, and bubbles by three.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, findField, numberIn, rowCount, textIn, type Field, type Frame } from "../frame.ts";
import { seriesColour } from "../look.ts";
import { baseOption, plotGrid, planLegend, valueAxis } from "./chart-frame.ts";
import { nothing, type Drawing, type DrawInput } from "./kind.ts";
import { NO_SERIES } from "./time-chart.ts";

export const pointsOptions = z.strictObject({
  /** Names of number fields; left out, the first, second and third. */
  x: z.string().max(256).optional(),
  y: z.string().max(256).optional(),
  size: z.string().max(256).optional(),
  x_label: z.string().max(64).default(""),
  y_label: z.string().max(64).default(""),
});

type Options = z.infer<typeof pointsOptions>;

interface Axes {
  readonly x: Field;
  readonly y: Field;
  readonly size: Field | undefined;
  readonly group: Field | undefined;
}

function readAxes(frame: Frame, { x, y, size }: Options): Axes | null {
  const numbers = fieldsOf(frame, "number");
  const pick = (name: string | undefined, at: number): Field | undefined =>
    name === undefined ? numbers[at] : (findField(frame, name) ?? undefined);
  const [first, second] = [pick(x, 0), pick(y, 1)];
  if (first === undefined || second === undefined) return null;
  return { x: first, y: second, size: pick(size, 2), group: fieldsOf(frame, "text")[0] };
}

type Point = readonly [number, number, number];

function groupPoints(frame: Frame, { x, y, size, group }: Axes): ReadonlyMap<string, readonly Point[]> {
  const groups = new Map<string, Point[]>();
  for (let row = 0; row < rowCount(frame); row++) {
    const [across, up] = [numberIn(x, row), numberIn(y, row)];
    if (across === null || up === null) continue;
    const name = group === undefined ? y.name : textIn(group, row);
    const points = groups.get(name) ?? [];
    groups.set(name, points);
    points.push([across, up, numberIn(size, row) ?? 0]);
  }
  return groups;
}

const DOT = 7;
const LEAST_BUBBLE = 8;
const MOST_BUBBLE = 52;

export function drawPoints(input: DrawInput<Options>, sizes: "same" | "by_value"): Drawing {
  const [frame] = input.frames;
  const axes = frame === undefined ? null : readAxes(frame, input.options);
  if (frame === undefined || axes === null) return nothing("Needs two number fields: one across, one up.");
  const groups = groupPoints(frame, axes);
  const all = [...groups.values()].flat();
  if (all.length === 0) return nothing(NO_SERIES);
  const most = all.reduce((largest, [, , size]) => Math.max(largest, Math.abs(size)), 0);
  // Area, not width, says how much.
  const symbolSize = ([, , size]: Point): number =>
    sizes === "same"
      ? DOT
      : LEAST_BUBBLE + (MOST_BUBBLE - LEAST_BUBBLE) * Math.sqrt(most === 0 ? 0 : Math.abs(size) / most);
  const plan = planLegend([...groups.keys()], input);
  const { look, options, face } = input;
  const unit = face.unit ?? axes.y.unit;
  const option = {
    ...baseOption(input),
    legend: plan.legend,
    grid: plotGrid(plan.height, sizes === "same" ? 14 : 30),
    xAxis: {
      ...valueAxis(input, { unit: axes.x.unit, name: options.x_label || axes.x.name, fitsData: true }),
      nameGap: 6,
      axisLine: { show: true, lineStyle: { color: look.axis } },
    },
    yAxis: valueAxis(input, { unit, name: options.y_label || axes.y.name, fitsData: true }),
    series: Array.from(groups, ([name, points], at) => ({
      name,
      type: "scatter",
      data: points.map((point) => [...point]),
      symbolSize,
      itemStyle: {
        color: seriesColour(look, at),
        opacity: 0.72,
        borderColor: look.background,
        borderWidth: 1,
      },
    })),
  };
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const least = all.reduce((lowest, [, up]) => Math.min(lowest, up), Number.POSITIVE_INFINITY);
  const top = all.reduce((highest, [, up]) => Math.max(highest, up), Number.NEGATIVE_INFINITY);
  const words = `${all.length} points in ${groups.size} groups; ${axes.y.name} from ${write(least)} to ${write(top)}.`;
  return { form: "chart", option, words };
}
