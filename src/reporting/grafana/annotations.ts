// POST /grafana/annotations: the tenant's own events (an alert, a budget, an endpoint that was disabled) as marks on a graph.

import { z } from "zod";
import { RANGE } from "./query-request.ts";

export const ANNOTATIONS = z.looseObject({
  range: RANGE,
  annotation: z
    .looseObject({
      name: z.string().max(1_024).default(""),
      query: z
        .string()
        .max(1_024)
        .nullable()
        .default("")
        .describe("Types of events with spaces or commas between them; empty for all"),
    })
    .default({ name: "", query: "" }),
});

export interface ToldEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly timestamp: string;
  readonly data: unknown;
}

export interface Mark {
  /** As it was sent: the plugin finds its own annotation by it. */
  readonly annotation: unknown;
  readonly time: number;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

export const typesOf = ({ annotation }: z.infer<typeof ANNOTATIONS>): readonly string[] =>
  (annotation.query ?? "").split(/[\s,]+/).filter((type) => type !== "");

/** LIMIT: of an event's data. */
const MOST_TEXT = 500;

export function markOf({ type, timestamp, data }: ToldEvent, annotation: unknown): Mark {
  const [area = type] = type.split(".", 1);
  const text = JSON.stringify(data).slice(0, MOST_TEXT);
  return { annotation, time: Date.parse(timestamp), title: type, text, tags: [area, type] };
}
