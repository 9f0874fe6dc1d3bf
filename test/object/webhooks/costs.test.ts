// What an event costs in rows written, from its commit to the end of its delivery: counted by triggers, table by table.
// The partial index of what waits is one more when a delivery is written and one when it is settled. Due work is not counted
// here: commits that follow each other closely share its rows.

import { expect, it } from "vitest";
import { setTier, sql } from "../../support/deliveries.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { createWorld, type World } from "../../support/world.ts";

const TABLES = ["webhook_events", "webhook_deliveries", "webhook_endpoints", "effects", "mails"];
const VERBS = ["INSERT", "UPDATE", "DELETE"] as const;

/** Rows written for one change of the tier and all that follows from it. */
async function rowsOf(world: World): Promise<Record<string, number>> {
  await sql(world, "CREATE TABLE counted (what TEXT)");
  for (const table of TABLES)
    for (const verb of VERBS)
      await sql(
        world,
        `CREATE TRIGGER counted_${table}_${verb} AFTER ${verb} ON ${table}
          BEGIN INSERT INTO counted VALUES ('${verb.toLowerCase()} ${table}'); END`,
      );
  await setTier(world, "enterprise");
  await deliver(world);
  const rows = await sql(world, "SELECT what, count(*) AS n FROM counted GROUP BY what");
  for (const table of TABLES)
    for (const verb of VERBS) await sql(world, `DROP TRIGGER counted_${table}_${verb}`);
  await sql(world, "DROP TABLE counted");
  return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
}

/** The directory's projection. */
const ANYWAY = { "insert effects": 1, "delete effects": 1 };

it("without endpoints nothing, where nobody wants it the event, for a delivery four rows and an effect", async () => {
  expect(await rowsOf(await createWorld())).toEqual(ANYWAY);
  const unwanted = await createWorld();
  await createEndpoint(unwanted, createReceiver().url, { event_types: ["alert.firing"] });
  expect(await rowsOf(unwanted)).toEqual({ ...ANYWAY, "insert webhook_events": 1 });
  const wanted = await createWorld();
  await createEndpoint(wanted, createReceiver().url, { event_types: ["tenant.*"] });
  expect(await rowsOf(wanted)).toEqual({
    "insert effects": 2,
    "delete effects": 2,
    "insert webhook_events": 1,
    "insert webhook_deliveries": 1,
    // Its lease and its record.
    "update webhook_deliveries": 2,
  });
});
