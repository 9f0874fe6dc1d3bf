// Bars by name or over time, beside or on top of each other, upright or lying.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, fieldTitle, textIn, type Frame } from "../frame.ts";
import { baseOption, categoryAxis, plotGrid, planLegend, thresholdLines, valueAxis } from "./chart-frame.ts";
import { seriesColour } from "../look.ts";
import { nothing, type ChartOption, type Drawing, type DrawInput } from "./kind.ts";
import { amountsOf, REDUCTIONS, sharedUnit, type Amount } from "./readings.ts";
import { drawTimeChart, NO_SERIES, timeChartOptions } from "./time-chart.ts";

export const barOptions = timeChartOptions.extend({
  direction: z.enum(["upright", "lying"]).default("upright"),
  /** Series over time as one bar each, of this value of theirs; left out: bars over time. */
  reduce: z.enum(REDUCTIONS).optional(),
  values: z.enum(["shown", "hidden"]).default("hidden"),
});

type Options = z.infer<typeof barOptions>;

export function drawBars(input: DrawInput<Options>, stacking: "beside" | "stacked"): Drawing {
  const isNamed = input.frames.some((frame) => fieldsOf(frame, "text").length > 0);
  if (!isNamed && input.options.reduce === undefined)
    return drawTimeChart(input, { type: "bar", isStacked: stacking === "stacked", isFilled: true });
  const groups = isNamed ? namedGroups(input.frames) : reducedGroups(input);
  if (groups.names.length === 0) return nothing(NO_SERIES);
  return { form: "chart", option: toOption(input, groups, stacking), words: wordsOf(input, groups) };
}

interface Groups {
  readonly names: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly unit: string | undefined;
    readonly values: readonly (number | null)[];
  }[];
}

/** LIMIT: more names than these are a table's work. */
const MOST_NAMES = 200;

function namedGroups(frames: readonly Frame[]): Groups {
  const frame = frames.find((one) => fieldsOf(one, "text").length > 0);
  const [text] = frame === undefined ? [] : fieldsOf(frame, "text");
  if (frame === undefined || text === undefined) return { names: [], series: [] };
  const rows = text.values.slice(0, MOST_NAMES);
  return {
    names: rows.map((_, row) => textIn(text, row)),
    series: fieldsOf(frame, "number").map((field) => ({
      name: fieldTitle(field),
      unit: field.unit,
      values: field.values.slice(0, MOST_NAMES).map((value) => (typeof value === "number" ? value : null)),
    })),
  };
}

function reducedGroups({ frames, options }: DrawInput<Options>): Groups {
  const amounts = amountsOf(frames, options.reduce ?? "last").slice(0, MOST_NAMES);
  const unit = sharedUnit(undefined, amounts);
  return {
    names: amounts.map(({ name }) => name),
    series: [{ name: options.reduce ?? "last", unit, values: amounts.map(({ value }: Amount) => value) }],
  };
}

function toOption(input: DrawInput<Options>, groups: Groups, stacking: "beside" | "stacked"): ChartOption {
  const { options, face, look } = input;
  const unit = sharedUnit(face.unit, groups.series);
  const isLying = options.direction === "lying";
  const names = isLying ? groups.names.toReversed() : groups.names;
  const values = valueAxis(input, { unit, name: options.y_label, min: options.min, max: options.max });
  const plan = planLegend(
    groups.series.map(({ name }) => name),
    input,
  );
  const lines = isLying ? [] : thresholdLines(input, unit);
  return {
    ...baseOption(input),
    legend: plan.legend,
    grid: plotGrid(plan.height),
    xAxis: isLying ? values : categoryAxis(input, names),
    yAxis: isLying ? upright(categoryAxis(input, names)) : values,
    series: groups.series.map((one, at) => ({
      name: one.name,
      type: "bar",
      barMaxWidth: 34,
      ...(stacking === "stacked" ? { stack: "all" } : {}),
      data: isLying ? one.values.toReversed() : [...one.values],
      itemStyle: { color: seriesColour(look, at), borderRadius: cornersOf(isLying, stacking) },
      label: {
        show: options.values === "shown",
        position: stacking === "stacked" ? "inside" : isLying ? "right" : "top",
        color: look.text,
        fontSize: look.fontSize - 1,
        formatter: ({ value }: { value: number | null }) =>
          value === null ? "" : writeNumber(value, { unit, decimals: face.decimals }),
      },
      ...(at === 0 && lines.length > 0 ? { markLine: { silent: true, symbol: "none", data: lines } } : {}),
    })),
  };
}

/** Names beside lying bars are never turned. */
const upright = (axis: ChartOption): ChartOption => ({
  ...axis,
  axisLabel: { ...(axis["axisLabel"] as object), rotate: 0 },
});

function cornersOf(isLying: boolean, stacking: "beside" | "stacked"): readonly number[] {
  if (stacking === "stacked") return [0, 0, 0, 0];
  return isLying ? [0, 2, 2, 0] : [2, 2, 0, 0];
}

function wordsOf({ face }: DrawInput<Options>, { names, series }: Groups): string {
  const unit = sharedUnit(face.unit, series);
  const [first] = series;
  const told = names.slice(0, 6).map((name, at) => {
    const value = first?.values[at] ?? null;
    return value === null
      ? `${name}: no value`
      : `${name}: ${writeNumber(value, { unit, decimals: face.decimals })}`;
  });
  const more = names.length > 6 ? `; ${names.length - 6} more` : "";
  return `${names.length} bars. ${told.join("; ")}${more}.`;
}
