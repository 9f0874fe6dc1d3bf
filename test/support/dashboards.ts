// Dashboards for tests: a document with a panel that asks for one metric, and the keys that see it.

import { SHARED_METRIC } from "./labelled-telemetry.ts";
import { sendTo, type World } from "./world.ts";

export const panelOf = (metric: string = SHARED_METRIC): Readonly<Record<string, unknown>> => ({
  id: "requests",
  kind: "line",
  title: "Requests",
  queries: [
    { ref: "A", source: "metrics", request: { metric, aggregation: "sum", group_by: ["*"], interval: "1m" } },
  ],
});

export const dashboardOf = (changes: object = {}): object => ({
  title: "Checkout",
  folder: "payments/eu",
  tags: ["team:payments", "golden"],
  rows: [{ title: "Traffic", panels: [{ ...panelOf(), grid: { x: 0, y: 0, w: 12, h: 8 } }] }],
  ...changes,
});

export async function makeDashboard(world: World, changes: object = {}, key = world.admin): Promise<string> {
  const made = await sendTo(world, "POST /v1/dashboards", { json: dashboardOf(changes), key });
  if (made.status !== 201) throw new Error(`no dashboard: ${made.text}`);
  return made.json.id as string;
}
