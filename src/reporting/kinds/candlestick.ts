// Candlesticks: open, close, lowest and highest of each period.

import { z } from "zod";
import { openClockface } from "../draw/write-time.ts";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, findField, numberIn, rowCount, type Frame } from "../frame.ts";
import { baseOption, sparseAxis, plotGrid, valueAxis } from "./chart-frame.ts";
import { columnsExample, EXAMPLE_START_MS } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { timeSeriesOf } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  /** How many candles a series of plain values is cut into. */
  candles: z.int().min(2).max(200).default(30),
});

type Options = z.infer<typeof options>;

interface Candle {
  readonly startMs: number;
  /** Open, close, lowest, highest: ECharts' order. */
  readonly values: readonly [number, number, number, number];
}

const NAMES = ["open", "close", "low", "high"] as const;

function givenCandles(frame: Frame): Candle[] | null {
  const [time] = fieldsOf(frame, "time");
  const fields = NAMES.map((name) => findField(frame, name));
  if (time === undefined || fields.includes(null)) return null;
  return Array.from({ length: rowCount(frame) }, (_, row) => row).flatMap((row) => {
    const startMs = numberIn(time, row);
    const values = fields.map((field) => numberIn(field, row));
    if (startMs === null || values.includes(null)) return [];
    return [{ startMs, values: values as unknown as Candle["values"] }];
  });
}

/** Of plain values: the first, last, least and greatest in each part of the range. */
function madeCandles({ frames, options: { candles } }: DrawInput<Options>): Candle[] {
  const points = (timeSeriesOf(frames)[0]?.points ?? []).filter(
    (point): point is readonly [number, number] => point[1] !== null,
  );
  const size = Math.max(1, Math.ceil(points.length / candles));
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => {
    const part = points.slice(at * size, (at + 1) * size);
    const values = part.map(([, value]) => value);
    const [open = 0] = values;
    return {
      startMs: part[0]?.[0] ?? 0,
      values: [open, values.at(-1) ?? open, Math.min(...values), Math.max(...values)] as const,
    };
  });
}

function drawCandles(input: DrawInput<Options>): Drawing {
  const [frame] = input.frames;
  const candles = (frame === undefined ? null : givenCandles(frame)) ?? madeCandles(input);
  const [first] = candles;
  const last = candles.at(-1);
  if (first === undefined || last === undefined) return nothing(NO_SERIES);
  const { look, face, zone } = input;
  const unit = face.unit ?? (frame === undefined ? undefined : fieldsOf(frame, "number")[0]?.unit);
  const clock = openClockface(zone, last.startMs - first.startMs);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const option = {
    ...baseOption(input),
    grid: plotGrid(0),
    xAxis: sparseAxis(
      input,
      candles.map(({ startMs }) => clock.short(startMs)),
    ),
    yAxis: valueAxis(input, { unit, fitsData: true }),
    series: [
      {
        type: "candlestick",
        barMaxWidth: 18,
        itemStyle: {
          color: look.up,
          color0: look.down,
          borderColor: look.up,
          borderColor0: look.down,
          borderWidth: 1.2,
        },
        data: candles.map(({ values }) => [...values]),
      },
    ],
  };
  const words = `${candles.length} periods, from ${write(first.values[0])} to ${write(last.values[1])}.`;
  return { form: "chart", option, words };
}

const DAYS = Array.from({ length: 24 }, (_, day) => day);
const level = (day: number): number => 100 + 14 * Math.sin(day / 3.1) + 4 * Math.sin(day * 2.3);

export const candlestick = declareKind({
  title: "Candlesticks",
  meaning:
    "First, last, least and greatest of each period: fields `open`, `close`, `low`, `high`, or made of one series.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        time: DAYS.map((day) => EXAMPLE_START_MS + day * 86_400_000),
        open: DAYS.map(level),
        close: DAYS.map((day) => level(day + 1)),
        low: DAYS.map((day) => Math.min(level(day), level(day + 1)) - 3 - (day % 3)),
        high: DAYS.map((day) => Math.max(level(day), level(day + 1)) + 2 + (day % 4)),
      }),
    ],
    options: {},
    unit: "ms",
  }),
  draw: drawCandles,
});
