// Answers about usage and costs as frames: a series per meter and group.

import { z } from "zod";
import type { Field, Frame } from "../frame.ts";
import { legendText } from "./telemetry-frames.ts";

const lineSchema = z.object({
  start: z.string(),
  meter: z.string(),
  unit: z.string(),
  quantity: z.number(),
  group: z.record(z.string(), z.string()),
});

const costSchema = z.object({
  lines: z.array(z.object({ ...lineSchema.shape, cost: z.string(), currency: z.string() })),
});

interface Point {
  readonly start: string;
  readonly unit: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** The query that is answered. */
interface Asked {
  readonly ref: string;
  readonly legend?: string | undefined;
}

function seriesFrames(points: readonly Point[], name: string, { ref, legend = "" }: Asked): Frame[] {
  const series = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify([point.unit, Object.entries(point.labels)]);
    series.set(key, [...(series.get(key) ?? []), point]);
  }
  return Array.from(series.values(), (of) => {
    const sorted = of.toSorted((a, b) => (a.start < b.start ? -1 : 1));
    const [first] = sorted;
    const value: Field = {
      name,
      type: "number",
      values: sorted.map((point) => point.value),
      labels: first?.labels ?? {},
      ...(legend === "" ? {} : { title: legendText(legend, first?.labels ?? {}) }),
      unit: first?.unit ?? "",
    };
    const times = sorted.map(({ start }) => Date.parse(start));
    return { name: ref, fields: [{ name: "time", type: "time" as const, values: times }, value] };
  });
}

/** `group` without what nothing was asked about. */
const labelsOf = (meter: string, group: Readonly<Record<string, string>>) => ({ meter, ...group });

export function usageFrames(answer: unknown, asked: Asked): Frame[] {
  const lines = z.array(lineSchema).parse(answer);
  const points = lines.map(({ start, meter, unit, quantity, group }) => ({
    start,
    unit,
    value: quantity,
    labels: labelsOf(meter, group),
  }));
  return seriesFrames(points, "quantity", asked);
}

/** LIMIT: amounts are exact decimals as text; a picture takes them as doubles. */
export function costFrames(answer: unknown, asked: Asked): Frame[] {
  const { lines } = costSchema.parse(answer);
  const points = lines.map(({ start, meter, cost, currency, group }) => ({
    start,
    unit: currency,
    value: Number(cost),
    labels: labelsOf(meter, group),
  }));
  return seriesFrames(points, "cost", asked);
}
