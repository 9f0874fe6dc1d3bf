// Where panels stand: on Grafana's grid of 24 columns, which is ours too, or in rows of twelve spans, as Grafana wrote them until
// its version 5. INVARIANT: no two panels of a row lie over each other, whatever was sent.

import type { Grid } from "../dashboard.ts";
import { listOf, numberOf, objectOf, textOf, type Json } from "./sent-json.ts";

const COLUMNS = 24;
const SPANS = 12;
const MOST_Y = 1_000;
const MOST_H = 48;
const HIGH = 8;
/** Of one row of the grid, with the gap under it. */
const ROW_PX = 38;

export function gridOf(sent: Json, top: number): Grid {
  const x = Math.min(COLUMNS - 1, Math.max(0, numberOf(sent["x"])));
  return {
    x,
    y: Math.min(MOST_Y, Math.max(0, numberOf(sent["y"]) - top)),
    w: Math.max(1, Math.min(COLUMNS - x, numberOf(sent["w"]) || SPANS)),
    h: Math.max(1, Math.min(MOST_H, numberOf(sent["h"]) || HIGH)),
  };
}

const isOver = (a: Grid, b: Grid): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Down to the first place that is free. */
export function settle(wanted: Grid, placed: readonly Grid[]): Grid {
  let grid = wanted;
  for (;;) {
    const under = placed.find((other) => isOver(grid, other));
    if (under === undefined || under.y + under.h > MOST_Y) return grid;
    grid = { ...grid, y: under.y + under.h };
  }
}

export interface SentPanel {
  readonly panel: Json;
  readonly pointer: string;
  /** Where its row begins. */
  readonly top: number;
}

/** A row of its own in the new form, with the place of each of its panels worked out. */
export function readSpans(sent: unknown, pointer: string): SentPanel[] {
  const row = objectOf(sent);
  const rowHigh = highOf(row["height"]);
  let [x, y, lineHigh] = [0, 0, 0];
  return listOf(row["panels"]).map((one, at) => {
    const panel = objectOf(one);
    const w = Math.max(1, Math.min(COLUMNS, numberOf(panel["span"]) * (COLUMNS / SPANS) || COLUMNS));
    const h = panel["height"] === undefined ? rowHigh : highOf(panel["height"]);
    if (x + w > COLUMNS) [x, y, lineHigh] = [0, y + lineHigh, 0];
    const gridPos = { x, y, w, h };
    x += w;
    lineHigh = Math.max(lineHigh, h);
    return { panel: { ...panel, gridPos }, pointer: `${pointer}/panels/${at}`, top: 0 };
  });
}

/** `250px`, or a number of them. */
function highOf(height: unknown): number {
  const px = typeof height === "number" ? height : Number.parseInt(textOf(height, 16), 10);
  return Number.isFinite(px) && px > 0 ? Math.max(2, Math.min(MOST_H, Math.round(px / ROW_PX))) : HIGH;
}
