// State timelines: how long each thing was in which state.

import { z } from "zod";
import { EXAMPLE_START_MS } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { joinSame, rangeOfStates, readStates } from "./stretches.ts";
import { NO_SERIES } from "./time-chart.ts";
import { drawTimeRows } from "./time-rows.ts";

const options = z.strictObject({});

function drawTimeline(input: DrawInput<unknown>): Drawing {
  const rows = readStates(input.frames, input.face);
  if (rows.length === 0) return nothing(NO_SERIES);
  const range = rangeOfStates(input.range, rows);
  const joined = rows.map(({ name, samples }) => ({ name, cells: joinSame(samples, range) }));
  const told = joined
    .slice(0, 8)
    .map(({ name, cells }) => `${name}: ${cells.length - 1} changes, now ${cells.at(-1)?.sample.text ?? ""}`);
  return {
    form: "shapes",
    body: drawTimeRows(joined, input, { range, gap: 0.6 }),
    words: `${told.join("; ")}.`,
  };
}

const hours = Array.from({ length: 24 }, (_, hour) => EXAMPLE_START_MS + hour * 3_600_000);
const states = (service: string, of: (hour: number) => string) => ({
  name: "A",
  fields: [
    { name: "time", type: "time" as const, values: hours },
    { name: "state", type: "text" as const, labels: { service }, values: hours.map((_, hour) => of(hour)) },
  ],
});

export const stateTimeline = declareKind({
  title: "State timeline",
  meaning:
    "How long each thing was in which state: a row per text or number field over time; equal neighbours join.",
  options,
  example: () => ({
    frames: [
      states("checkout", (hour) => (hour > 8 && hour < 11 ? "degraded" : "ok")),
      states("search", () => "ok"),
      states("mail", (hour) => (hour > 14 && hour < 17 ? "down" : hour === 17 ? "degraded" : "ok")),
      states("login", (hour) => (hour === 3 ? "unknown" : "ok")),
    ],
    options: {},
  }),
  draw: drawTimeline,
});
