// The dashboard that a demonstration tenant begins with: the console's own example, about the time that its telemetry is of.

import { exampleDashboard } from "../../src/console/example-dashboard.ts";
import type { DemoAccess } from "./demo-file.ts";
import { expectJson, type LocalClient } from "./local-client.ts";
import { WINDOW_MS } from "./send-telemetry.ts";

const CREATED = 201;
/** A suspended tenant answers like none. */
const NOT_THERE = 404;

/** False for a tenant that takes nothing at the moment. As its admin, so that its viewers see the data too. */
export async function giveDashboard(
  { slug, admin_key: bearer }: Pick<DemoAccess, "slug" | "admin_key">,
  client: LocalClient,
  toMs: number,
): Promise<boolean> {
  const range = { from: new Date(toMs - WINDOW_MS).toISOString(), to: new Date(toMs).toISOString() };
  const answer = await client({
    method: "POST",
    host: `${slug}.localhost`,
    path: "/v1/dashboards",
    bearer,
    body: exampleDashboard(range),
    idempotencyKey: `demo-dashboard-${toMs}`,
  });
  if (answer.status === NOT_THERE) return false;
  expectJson(answer, CREATED, `giving ${slug} a dashboard`);
  return true;
}
