// A report of a tenant in a silo: nobody asks its database across tenants, so its own alarm finds what is due; it is rendered
// by the tenant's worker in its jurisdiction, and all of it lies in the silo's bucket, sealed.

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { rimOf } from "../../src/app.ts";
import type { Rim } from "../../src/edge/index.ts";
import { makeDashboard } from "../support/dashboards.ts";
import { sendItems } from "../support/labelled-telemetry.ts";
import { sqlIn, tenantStub } from "../support/objects.ts";
import {
  makeDue,
  makeSchedule,
  putUser,
  ringAlarm,
  runsOf,
  scheduleOf,
  workOnReports,
} from "../support/schedules.ts";
import { createSilo, storedObjects } from "../support/silo.ts";
import { sendTo, type World } from "../support/world.ts";

const POOLS = ["CELL_EU_BUCKET", "CELL_US_BUCKET"] as const;

it("is found by the tenant's alarm, made in its jurisdiction, and lies in the silo's bucket", async () => {
  const silo = await createSilo();
  const world: World = { ...silo, engineer: "", viewer: "", secrets: new Set([silo.admin]) };
  const { tenant } = silo;
  await sendItems(world, [{ mark: "siloed", value: 7 }], { atMs: Date.now() - 600_000 });
  const board = await makeDashboard(world);
  await putUser(world, "ada");
  const destinations = [{ kind: "folder", path: "weekly" }];
  const id = await makeSchedule(world, scheduleOf(board, { destinations }));
  const [{ at_ms: alarmAtMs } = {}] = await sqlIn(
    tenantStub(tenant),
    "SELECT at_ms FROM due_work WHERE name = 'reports'",
  );
  const { next_due_at } = (await sendTo(world, `GET /v1/schedules/${id}`)).json;
  expect(new Date(alarmAtMs as number).toISOString()).toBe(next_due_at);

  await makeDue(world, id);
  await sqlIn(tenantStub(tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'reports'");
  await ringAlarm(world);
  const workers: string[] = [];
  const rim = rimOf(env);
  const workStub: Rim["placement"]["workStub"] = (named) => {
    const stub = rim.placement.workStub(named);
    workers.push(stub.id.toString());
    return stub;
  };
  await workOnReports(world, { ...rim, placement: { ...rim.placement, workStub } });
  await workOnReports(world);
  expect(workers).toEqual([env.WORK.idFromName(`eu:${tenant.id}`).toString()]);

  const [run, ...others] = await runsOf(world, id);
  expect([others.length, run.state, run.deliveries.length]).toEqual([0, "sent", 2]);
  const { objects } = await silo.bucket.list();
  const keys = objects.map(({ key }) => key).filter((key) => !key.includes("/telemetry/"));
  const own = (folder: string) => keys.filter((key) => key.startsWith(`tenants/${tenant.id}/${folder}/`));
  expect([own("reports").length, own("folders").length, own("mail").length]).toEqual([1, 1, 1]);
  const file = await sendTo(world, `GET /v1/report-runs/${run.id}/file`);
  expect([file.status, file.text.includes("siloed-value")]).toEqual([200, true]);
  for (const stored of await storedObjects(silo)) expect(stored).not.toContain("siloed-value");
  for (const pool of POOLS) {
    const found = await env[pool].list({ prefix: `tenants/${tenant.id}/` });
    expect(found.objects).toEqual([]);
  }
});
