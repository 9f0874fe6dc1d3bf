// A tenant in a silo of its own (test/vitest.config.ts binds them), what is stored of it, and what it can read.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Tenant } from "../../src/directory/index.ts";
import type { WrappedKey } from "../../src/kernel/wrapped-key.ts";
import { send, sendAsOperator, type Answer } from "./client.ts";
import { shardStub, sqlIn, tenantStub } from "./objects.ts";
import { gaugeBody } from "./telemetry-bodies.ts";
import { createTenant } from "./world.ts";

const HOUR_MS = 3_600_000;

export interface Silo {
  readonly tenant: Tenant;
  readonly host: string;
  readonly admin: string;
  readonly bucket: R2Bucket;
}

let taken = 0;

/** A provisioned silo that nobody had: test files share a runtime, and a tenant's slug says which silo is its own. */
export function takeSilo(): { readonly slug: string; readonly bucket: R2Bucket } {
  taken += 1;
  const bucket: unknown = Reflect.get(env, `SILO_SILO_${taken}_BUCKET`);
  if (bucket === undefined) throw new Error("all silos are taken: test/vitest.config.ts binds them");
  return { slug: `silo-${taken}`, bucket: bucket as R2Bucket };
}

export async function createSilo(isolation: "silo" | "pool" = "silo"): Promise<Silo> {
  const { slug, bucket } = takeSilo();
  const created = await createTenant({ slug, jurisdiction: "eu", isolation });
  if (created.status !== 201) throw new Error(created.text);
  const { tenant, admin_key: admin } = created.json as { tenant: Tenant; admin_key: string };
  return { tenant, host: `${slug}.localhost`, admin, bucket };
}

/** A gauge named `canary.{value}`. */
export async function write({ host, admin: key }: Silo, value: number): Promise<void> {
  const json = gaugeBody({ name: `canary.${value}`, value, atMs: Date.now() - value });
  const sent = await send("POST /v1/metrics", { host, key, json });
  if (sent.status !== 200) throw new Error(`${sent.status}|${sent.json.code}`);
}

export async function ask({ host, admin: key }: Silo, value: number): Promise<Answer> {
  const range = { from: Date.now() - HOUR_MS, to: Date.now() + HOUR_MS, interval: "1d" };
  const json = { ...range, queries: [{ name: "a", metric: `canary.${value}`, aggregation: "raw" }] };
  return send("POST /v1/query", { host, key, json });
}

/** Which of these canaries a query finds, with their values as they were written. */
export async function found(silo: Silo, values: readonly number[]): Promise<number[]> {
  const answers = await Promise.all(values.map(async (value) => ask(silo, value)));
  return answers.flatMap((answer) => {
    if (answer.status !== 200) throw new Error(answer.text);
    const series = answer.json.results[0].series as { points: { value: number }[] }[];
    return series.flatMap(({ points }) => points.map((point) => point.value));
  });
}

export const flush = async ({ tenant }: Silo): Promise<void> =>
  void (await runDurableObjectAlarm(shardStub(tenant)));

export async function rotate({ tenant }: Pick<Silo, "tenant">, what: string, key = crypto.randomUUID()) {
  const target = `POST /operator/v1/tenants/${tenant.id}/silo-key/rotate`;
  return sendAsOperator(target, { json: { what }, headers: { "idempotency-key": key } });
}

/** To a silo or a pool, to its end; the state that it ended in. */
export async function move({ tenant }: Pick<Silo, "tenant">, isolation: "silo" | "pool"): Promise<string> {
  const json = { to: { isolation }, reason: "a test" };
  const begun = await sendAsOperator(`POST /operator/v1/tenants/${tenant.id}/moves`, { json });
  for (let alarms = 0; alarms < 40; alarms++) {
    await runDurableObjectAlarm(tenantStub(tenant));
    const told = await sendAsOperator(`GET /operator/v1/tenants/${tenant.id}/moves/${begun.json.id}`);
    if (["done", "cancelled"].includes(told.json.state as string)) return told.json.state as string;
  }
  throw new Error("the move does not end");
}

export async function ringOf({ tenant }: Silo): Promise<WrappedKey[]> {
  const rows = await sqlIn(tenantStub(tenant), "SELECT key FROM silo_keys ORDER BY version");
  return rows.map((row) => JSON.parse(row.key as string) as WrappedKey);
}

const latin1 = new TextDecoder("latin1");

/** Every object of the bucket as it is stored, a character a byte. */
export async function storedObjects({ bucket }: Silo): Promise<string[]> {
  const { objects } = await bucket.list();
  const bodies = objects.map(async ({ key }) => (await bucket.get(key))?.arrayBuffer());
  return (await Promise.all(bodies)).map((body) => latin1.decode(body));
}

/** The payloads that wait in the first shard, likewise, with the version of the key that they are sealed with. */
export async function storedRows({ tenant }: Silo): Promise<{ version: number; text: string }[]> {
  const rows = await sqlIn(shardStub(tenant), "SELECT payload, key_version FROM batches ORDER BY seq");
  return rows.map((row) => ({
    version: row.key_version as number,
    text: latin1.decode(row.payload as ArrayBuffer),
  }));
}
