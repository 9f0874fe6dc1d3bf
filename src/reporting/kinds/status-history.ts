// Status histories: the state at each sample, a cell each.

import { z } from "zod";
import { EXAMPLE_START_MS } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput, type RangeMs } from "./kind.ts";
import { rangeOfStates, readStates, type StateRow } from "./stretches.ts";
import { NO_SERIES } from "./time-chart.ts";
import { drawTimeRows, type TimeCell } from "./time-rows.ts";

const options = z.strictObject({});

/** A cell lasts until the next sample, and no longer than the usual distance between samples. */
function cellsOf({ samples }: StateRow, { toMs }: RangeMs): TimeCell[] {
  const steps = samples.slice(1).map(({ ms }, at) => ms - (samples[at]?.ms ?? ms));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? toMs;
  return samples.map((sample, at) => {
    const next = samples[at + 1]?.ms ?? toMs;
    return { fromMs: sample.ms, toMs: Math.max(sample.ms, Math.min(next, sample.ms + usual)), sample };
  });
}

function drawHistory(input: DrawInput<unknown>): Drawing {
  const rows = readStates(input.frames, input.face);
  if (rows.length === 0) return nothing(NO_SERIES);
  const range = rangeOfStates(input.range, rows);
  const cells = rows.map((row) => ({ name: row.name, cells: cellsOf(row, range) }));
  const told = rows
    .slice(0, 8)
    .map(({ name, samples }) => `${name}: ${samples.length} samples, last ${samples.at(-1)?.text ?? ""}`);
  return {
    form: "shapes",
    body: drawTimeRows(cells, input, { range, gap: 2 }),
    words: `${told.join("; ")}.`,
  };
}

const hours = Array.from({ length: 25 }, (_, hour) => EXAMPLE_START_MS + hour * 3_600_000);
const checks = (region: string, of: (hour: number) => string) => ({
  name: "A",
  fields: [
    { name: "time", type: "time" as const, values: hours },
    {
      name: "state",
      type: "text" as const,
      labels: { region },
      values: hours.map((_, hour) => (hour === 24 ? null : of(hour))),
    },
  ],
});

export const statusHistory = declareKind({
  title: "Status history",
  meaning: "The state at each sample, a cell each. Frames as for a state timeline.",
  options,
  example: () => ({
    frames: [
      checks("Frankfurt", (hour) => (hour === 7 ? "failed" : "passed")),
      checks("Mumbai", (hour) => (hour % 9 === 4 ? "failed" : "passed")),
      checks("Tokyo", () => "passed"),
    ],
    options: {},
  }),
  draw: drawHistory,
});
