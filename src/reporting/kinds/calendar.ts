// Calendars: a day each, by colour.

import { z } from "zod";
import { openClockface } from "../draw/write-time.ts";
import { writeNumber } from "../draw/write-number.ts";
import { amountScale, baseOption } from "./chart-frame.ts";
import { EXAMPLE_START_MS } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { REDUCTIONS, reduceValues, sharedUnit, timeSeriesOf } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({ reduce: z.enum(REDUCTIONS).default("sum") });

type Options = z.infer<typeof options>;

/** Days of the panel's zone; LIMIT: the last 371, which is 53 weeks. */
const MOST_DAYS = 371;

function readDays(input: DrawInput<Options>): (readonly [string, number])[] {
  const clock = openClockface(input.zone, 0);
  const days = new Map<string, number[]>();
  for (const { points } of timeSeriesOf(input.frames)) {
    for (const [ms, value] of points) {
      if (value === null) continue;
      const day = clock.day(ms);
      days.set(day, [...(days.get(day) ?? []), value]);
    }
  }
  return Array.from(days, ([day, values]) => [day, reduceValues(values, input.options.reduce) ?? 0] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(-MOST_DAYS);
}

function drawCalendar(input: DrawInput<Options>): Drawing {
  const days = readDays(input);
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return nothing(NO_SERIES);
  const { look, face, size } = input;
  const unit = face.unit ?? sharedUnit(undefined, timeSeriesOf(input.frames));
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const least = days.reduce((a, [, value]) => Math.min(a, value), Number.POSITIVE_INFINITY);
  const most = days.reduce((a, [, value]) => Math.max(a, value), Number.NEGATIVE_INFINITY);
  const weeks = Math.ceil((Date.parse(last[0]) - Date.parse(first[0])) / 604_800_000) + 2;
  const cell = Math.max(5, Math.min(34, (size.width - 80) / weeks, (size.height - 96) / 7));
  const option = {
    ...baseOption(input),
    visualMap: amountScale({ least, most, write }, input),
    calendar: {
      range: [first[0], last[0]],
      left: Math.max(56, (size.width - weeks * cell) / 2),
      top: 38,
      cellSize: [cell, cell],
      splitLine: { lineStyle: { color: look.axis, width: 1 } },
      itemStyle: { color: look.surface, borderColor: look.background, borderWidth: 2 },
      dayLabel: {
        firstDay: 1,
        nameMap: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        color: look.muted,
        fontSize: look.fontSize - 2,
      },
      monthLabel: { nameMap: "en", color: look.muted, fontSize: look.fontSize - 1 },
      yearLabel: { show: false },
    },
    series: [
      { type: "heatmap", coordinateSystem: "calendar", data: days.map(([day, value]) => [day, value]) },
    ],
  };
  const words = `${days.length} days from ${first[0]} to ${last[0]}, between ${write(least)} and ${write(most)}.`;
  return { form: "chart", option, words };
}

const DAYS = Array.from({ length: 120 }, (_, day) => day);

export const calendar = declareKind({
  title: "Calendar",
  meaning: "A day each, by colour, in the dashboard's zone. Frames with a time field and number fields.",
  options,
  example: () => ({
    frames: [
      {
        name: "A",
        fields: [
          {
            name: "time",
            type: "time" as const,
            values: DAYS.map((day) => EXAMPLE_START_MS + day * 86_400_000),
          },
          {
            name: "requests",
            type: "number" as const,
            values: DAYS.map((day) =>
              Math.round((day % 7 > 4 ? 300 : 900) + 150 * Math.sin(day / 9) + ((day * 53) % 140)),
            ),
          },
        ],
      },
    ],
    options: {},
  }),
  draw: drawCalendar,
});
