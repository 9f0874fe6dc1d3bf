// Is a report worth sending? Tests on what the recipient's own panels hold: any data, a value beyond a bound, a change.
// INVARIANT: a panel that the recipient may not see holds nothing, so no test about it is met.

import { z } from "zod";
import { rowCount, type Frame } from "../frame.ts";
import { REDUCTIONS } from "../kinds/readings.ts";
import { panelId } from "../panel.ts";
import { readAmounts, type Compared } from "./amounts.ts";

export const dashboardId = z.string().regex(/^dsh_[0-9a-z]{20}$/, "an id such as `dsh_…`");

/** Of the schedule's first dashboard, unless another of its is named. */
const about = { dashboard_id: dashboardId.optional(), panel_id: panelId };
const reduce = z.enum(REDUCTIONS).default("last").describe("How a series becomes one number");

const testSchema = z.discriminatedUnion("test", [
  z.strictObject({
    test: z.literal("has_data"),
    dashboard_id: about.dashboard_id,
    panel_id: panelId.optional().describe("Any panel, if none is named"),
  }),
  z.strictObject({
    test: z.literal("value"),
    ...about,
    reduce,
    is: z.enum(["above", "below"]),
    value: z.number(),
  }),
  z.strictObject({
    test: z.literal("changed"),
    ...about,
    reduce,
    direction: z.enum(["up", "down", "either"]).default("either"),
    by_percent: z.number().positive().max(1_000_000).describe("Against the previous period"),
  }),
]);

export const conditionSchema = z.strictObject({
  match: z.enum(["all", "any"]).default("all"),
  tests: z.array(testSchema).min(1).max(10),
});

export type Condition = z.infer<typeof conditionSchema>;
type Test = Condition["tests"][number];

/** What a recipient sees of one panel. */
export interface PanelReading {
  readonly dashboardId: string;
  readonly panelId: string;
  readonly frames: readonly Frame[];
}

export function isWorthSending(condition: Condition | null, panels: readonly PanelReading[]): boolean {
  if (condition === null) return true;
  const holds = (test: Test): boolean => isMet(test, panels);
  return condition.match === "all" ? condition.tests.every(holds) : condition.tests.some(holds);
}

/** Does any of them compare with the previous period? */
export const comparesPeriods = (condition: Condition | null): boolean =>
  condition?.tests.some(({ test }) => test === "changed") ?? false;

function isMet(test: Test, panels: readonly PanelReading[]): boolean {
  const wanted = panels.filter((panel) => isAbout(test, panel, panels[0]?.dashboardId));
  if (test.test === "has_data")
    return wanted.some(({ frames }) => frames.some((frame) => rowCount(frame) > 0));
  return wanted.some(({ frames }) =>
    readAmounts(frames, test.reduce).some((amount) =>
      test.test === "value" ? isBeyond(test, amount) : hasChanged(test, amount),
    ),
  );
}

function isAbout(test: Test, panel: PanelReading, firstDashboard: string | undefined): boolean {
  if (test.panel_id === undefined)
    return test.dashboard_id === undefined || test.dashboard_id === panel.dashboardId;
  return panel.panelId === test.panel_id && panel.dashboardId === (test.dashboard_id ?? firstDashboard);
}

function isBeyond({ is, value }: Extract<Test, { test: "value" }>, { now }: Compared): boolean {
  if (now === null) return false;
  return is === "above" ? now > value : now < value;
}

function hasChanged(test: Extract<Test, { test: "changed" }>, { now, before }: Compared): boolean {
  if (now === null || before === null || now === before) return false;
  const isDirection = test.direction === "either" || now > before === (test.direction === "up");
  return isDirection && Math.abs(now - before) * 100 >= test.by_percent * Math.abs(before);
}
