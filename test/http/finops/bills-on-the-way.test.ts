// A tenant's bills go where it goes: to its silo when it moves there, and into its export when it leaves.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Tenant } from "../../../src/directory/index.ts";
import { csvOf, upload } from "../../support/bills.ts";
import { sendAsOperator, type Loose } from "../../support/client.ts";
import { sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createTenant, freshSlug, sendTo, type World } from "../../support/world.ts";
import { takeSilo } from "../../support/silo.ts";
import { USAGE } from "../../unit/finops/focus/rows.ts";

type Resident = Pick<World, "tenant" | "host" | "admin">;

async function createResident(slug: string): Promise<Resident> {
  const created = await createTenant({ slug, jurisdiction: "eu" });
  const { tenant, admin_key: admin } = created.json;
  return { tenant: tenant as Tenant, host: `${slug}.localhost`, admin: admin as string };
}

const send = (resident: Resident, body: string) =>
  upload(resident as World, { body, query: "?source=cloudy" });

async function billsIn(bucket: R2Bucket, { tenant }: Resident): Promise<string[]> {
  const { objects } = await bucket.list({ prefix: `tenants/${tenant.id}/bills/` });
  return objects.map(({ key }) => key);
}

/** Alarms, each as if its time had come, until it is told to be in that state. */
async function follow({ tenant }: Resident, path: string, state: string): Promise<Loose> {
  for (let alarms = 0; alarms < 60; alarms++) {
    const told = await sendAsOperator(`GET /operator/v1/tenants/${tenant.id}/${path}`);
    if (told.json.state === state) return told.json;
    await sqlIn(tenantStub(tenant), "UPDATE due_work SET at_ms = 1 WHERE name IN ('offboard', 'outbox')");
    await runDurableObjectAlarm(tenantStub(tenant));
  }
  throw new Error(`never \`${state}\``);
}

const BILL = csvOf([USAGE, { ...USAGE, BilledCost: "2", EffectiveCost: "2", ContractedCost: "1.5" }]);

describe("bills", () => {
  it("are moved to a silo and back, and none comes in meanwhile", async () => {
    const { slug, bucket } = takeSilo();
    const resident = await createResident(slug);
    expect((await send(resident, BILL)).status).toBe(201);
    const stored = await billsIn(env.CELL_EU_BUCKET, resident);
    expect(stored).toHaveLength(1);
    const path = `/operator/v1/tenants/${resident.tenant.id}/moves`;
    const begun = await sendAsOperator(`POST ${path}`, {
      json: { to: { isolation: "silo" }, reason: "a test" },
    });
    expectRefusal(await send(resident, BILL), 409, "billing.busy");
    await follow(resident, `moves/${begun.json.id as string}`, "done");
    expect(await billsIn(env.CELL_EU_BUCKET, resident)).toEqual([]);
    expect(await billsIn(bucket, resident)).toEqual(stored);
    const back = await sendAsOperator(`POST ${path}`, {
      json: { to: { isolation: "pool" }, reason: "a test" },
    });
    await follow(resident, `moves/${back.json.id as string}`, "done");
    expect(await billsIn(env.CELL_EU_BUCKET, resident)).toEqual(stored);
    expect(await billsIn(bucket, resident)).toEqual([]);
    const listed = await sendTo(resident as World, "GET /v1/bills/imports");
    expect(listed.json.data).toHaveLength(1);
  });

  it("are part of what a tenant takes with it", async () => {
    const resident = await createResident(freshSlug());
    const imported = await send(resident, BILL);
    const path = `/operator/v1/tenants/${resident.tenant.id}/offboard`;
    await sendAsOperator(`POST ${path}`, { json: { reason: "a test", grace_days: 0 } });
    await follow(resident, "offboard", "ready");
    const files = (await sendAsOperator(`GET ${path}/files`)).json.data as { name: string }[];
    const names = files.map(({ name }) => name);
    expect(names).toContain(`bills/${imported.json.id as string}/2026-10-01/000001.parquet`);
    expect(names).toContain("settings/bill_imports-0.ndjson");
  });
});
