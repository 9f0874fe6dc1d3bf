// Data for the examples that each kind carries: made by a formula, the same everywhere.

import { HOUR_MS } from "../../kernel/time.ts";
import type { Frame } from "../frame.ts";

/** A Monday, midnight UTC. */
export const EXAMPLE_START_MS = Date.UTC(2026, 10, 2);

const wave = (hour: number, at: number): number =>
  80 + 40 * at + 30 * Math.sin(((hour - 6 - at) / 24) * 2 * Math.PI) + 7 * Math.sin(hour * (2.1 + at));

/** A frame per name, 48 hours each. */
export function hourlyExample(metric: string, unit: string, names: readonly string[]): Frame[] {
  const hours = Array.from({ length: 48 }, (_, hour) => hour);
  return names.map((service, at) => ({
    name: "A",
    fields: [
      { name: "time", type: "time", values: hours.map((hour) => EXAMPLE_START_MS + hour * HOUR_MS) },
      {
        name: metric,
        type: "number",
        unit,
        labels: { service },
        values: hours.map((hour) => Math.round(wave(hour, at) * 10) / 10),
      },
    ],
  }));
}

/** Names with a number each. */
export function namedExample(
  name: string,
  unit: string,
  rows: readonly (readonly [string, number])[],
): Frame {
  return {
    name: "A",
    fields: [
      { name: "name", type: "text", values: rows.map(([text]) => text) },
      { name, type: "number", unit, values: rows.map(([, value]) => value) },
    ],
  };
}

/** A table of columns. */
export function columnsExample(
  name: string,
  columns: Readonly<Record<string, readonly (string | number | null)[]>>,
): Frame {
  const fields = Object.entries(columns).map(([title, values]) => {
    const isText = values.some((value) => typeof value === "string");
    const type = title === "time" ? ("time" as const) : isText ? ("text" as const) : ("number" as const);
    return { name: title, type, values };
  });
  return { name, fields };
}
