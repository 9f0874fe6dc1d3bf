// Objects that find themselves in another place than their record says: they do not run, say so, and take no record.

import { expect, it, onTestFinished, vi } from "vitest";
import type { Tenant } from "../../src/directory/index.ts";
import { envelopeOf, evict, shardApi, shardStub, sqlIn, tenantApi, tenantStub } from "../support/objects.ts";
import { send } from "../support/client.ts";
import { expectRefusal } from "../support/same-refusal.ts";
import { appendOf, gaugeBatches } from "../support/telemetry-bodies.ts";
import { createTenant, freshSlug } from "../support/world.ts";

/** Without the checks at the end of a test: what is done to it here cannot be mended. */
async function createHomeless() {
  const slug = freshSlug();
  const created = await createTenant({ slug, jurisdiction: "eu" });
  return {
    tenant: created.json.tenant as Tenant,
    host: `${slug}.localhost`,
    key: created.json.admin_key as string,
  };
}

/** What the gateway reports from here on. */
function reports(): string[] {
  const lines: string[] = [];
  const spy = vi.spyOn(console, "error").mockImplementation((line: unknown) => void lines.push(String(line)));
  onTestFinished(() => spy.mockRestore());
  return lines;
}

/** What a call to an object threw; null when it answered. */
async function thrownBy(call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const MOVED = "json_set(tenant, '$.jurisdiction', 'us')";

it("a tenant object whose record is of another jurisdiction does not run: its callers get 500, and it is reported", async () => {
  const { tenant, host, key } = await createHomeless();
  await sqlIn(tenantStub(tenant), `UPDATE object_state SET tenant = ${MOVED}`);
  await evict(tenantStub(tenant));
  const lines = reports();
  expectRefusal(await send("GET /v1/keys", { host, key }), 500, "internal.bug");
  const told = lines.find((line) => line.includes("object_misplaced"));
  expect(JSON.parse(told ?? "{}")).toMatchObject({ event: "object_misplaced", tenant_id: tenant.id });
});

it("a shard whose record is of another jurisdiction does not run, and what is sent to it is not acknowledged", async () => {
  const { tenant } = await createHomeless();
  const sent = async () => shardApi(tenant).append(appendOf(tenant, { epoch: 2, batches: gaugeBatches({}) }));
  expect(await sent()).toMatchObject({ ok: true });
  await sqlIn(shardStub(tenant), `UPDATE shard_state SET tenant = ${MOVED}`);
  await evict(shardStub(tenant));
  const lines = reports();
  expect(await thrownBy(sent)).toContain("not the one");
  expect(lines.some((line) => line.includes("object_misplaced"))).toBe(true);
});

it("neither takes a record of another place for its first", async () => {
  const { tenant } = await createHomeless();
  const fresh: Tenant = { ...tenant, id: "ten_00000000000000000001" };
  const elsewhere: Tenant = { ...fresh, jurisdiction: "us" };
  reports();
  const taken = await thrownBy(async () => tenantApi(fresh).initialise(elsewhere, envelopeOf()));
  expect(taken).toContain("not the one");
  expect(await tenantApi(fresh).bundle()).toMatchObject({ ok: false, fault: { code: "tenant.unknown" } });
  const append = appendOf(elsewhere, { epoch: 1, batches: gaugeBatches({}) });
  expect(await thrownBy(async () => shardApi(fresh).append(append))).toContain("not the one");
});
