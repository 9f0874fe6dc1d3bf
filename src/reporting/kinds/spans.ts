// Spans out of frames of the source `trace`, as a tree: what the waterfall of a trace and the flame graph draw.

import { findField, numberIn, rowCount, textIn, type Frame } from "../frame.ts";

export interface Span {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
}

export interface SpanNode {
  readonly span: Span;
  readonly depth: number;
  readonly children: readonly SpanNode[];
}

export function readSpans(frames: readonly Frame[]): Span[] {
  const frame = frames.find(
    (one) => findField(one, "span_id") !== null && findField(one, "duration") !== null,
  );
  if (frame === undefined) return [];
  const field = (name: string) => findField(frame, name);
  const [id, parent, name, service] = ["span_id", "parent_span_id", "name", "service"].map(field);
  const [start, duration, status] = ["start_ms", "duration", "status"].map(field);
  return Array.from({ length: rowCount(frame) }, (_, row) => ({
    id: textIn(id, row),
    parentId: textIn(parent, row),
    name: textIn(name, row),
    service: textIn(service, row),
    startMs: numberIn(start, row) ?? 0,
    durationMs: Math.max(0, numberIn(duration, row) ?? 0),
    isError: textIn(status, row) === "error",
  }));
}

/** Roots are spans whose parent is not among them; children in order of start. A span under itself is cut off. */
export function spanTree(spans: readonly Span[]): SpanNode[] {
  const ids = new Set(spans.map(({ id }) => id));
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    const parent = ids.has(span.parentId) && span.parentId !== span.id ? span.parentId : "";
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const seen = new Set<string>();
  const grow = (parent: string, depth: number): SpanNode[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
      .flatMap((span) => {
        if (seen.has(span.id) || depth > MOST_DEPTH) return [];
        seen.add(span.id);
        return [{ span, depth, children: grow(span.id, depth + 1) }];
      });
  return grow("", 0);
}

/** LIMIT: deeper than this is no call tree but a cycle of broken ids. */
const MOST_DEPTH = 200;

export const flatten = (nodes: readonly SpanNode[]): SpanNode[] =>
  nodes.flatMap((node) => [node, ...flatten(node.children)]);

const ROWS: readonly (readonly [string, string, string, string, number, number, string])[] = [
  ["a", "", "POST /orders", "web", 0, 412, "unset"],
  ["b", "a", "take order", "checkout", 14, 380, "unset"],
  ["c", "b", "select cart", "checkout", 22, 41, "unset"],
  ["d", "b", "charge", "billing", 70, 236, "error"],
  ["e", "d", "POST provider-1", "billing", 78, 120, "error"],
  ["f", "d", "POST provider-2", "billing", 204, 96, "unset"],
  ["g", "b", "write entry", "ledger", 312, 52, "unset"],
  ["h", "b", "send receipt", "mail", 330, 48, "unset"],
];

/** For the examples of both kinds. */
export const SPAN_COLUMNS = {
  span_id: ROWS.map(([id]) => id),
  parent_span_id: ROWS.map(([, parent]) => parent),
  name: ROWS.map(([, , name]) => name),
  service: ROWS.map(([, , , service]) => service),
  start_ms: ROWS.map(([, , , , start]) => start),
  duration: ROWS.map(([, , , , , duration]) => duration),
  status: ROWS.map(([, , , , , , status]) => status),
};
