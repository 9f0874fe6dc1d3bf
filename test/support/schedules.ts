// Schedules for tests: a document, what makes one due, a worker's turn, and what was sent.

import { env } from "cloudflare:workers";
import { runDurableObjectAlarm } from "cloudflare:test";
import { rimOf } from "../../src/app.ts";
import { consume, runJob, type Rim } from "../../src/edge/index.ts";
import { QUEUE_JOBS, REGIONAL_JOBS } from "../../src/manifest.ts";
import type { Loose } from "./client.ts";
import { bucketOf, sqlIn, tenantStub } from "./objects.ts";
import { sendTo, type World } from "./world.ts";

export const scheduleOf = (dashboard: string, changes: object = {}): Readonly<Record<string, unknown>> => ({
  name: "Morning report",
  cron: "*/5 * * * *",
  zone: "Europe/Berlin",
  dashboards: [{ id: dashboard }],
  range: { from: "now-1h" },
  format: "csv",
  include_summary: false,
  recipients: [{ user: "ada" }],
  ...changes,
});

export async function makeSchedule(world: World, json: object, key = world.admin): Promise<string> {
  const made = await sendTo(world, "POST /v1/schedules", { json, key });
  if (made.status !== 201) throw new Error(`no schedule: ${made.text}`);
  return made.json.id as string;
}

export async function putUser(world: World, id: string, changes: object = {}): Promise<void> {
  const json = { name: id, email: `${id}@example.com`, roles: ["analyst"], ...changes };
  const put = await sendTo(world, `PUT /v1/users/${id}`, { json });
  if (put.json.status !== "in_force") throw new Error(`no user: ${put.text}`);
}

/** As if the time had come, and the one before it had been run. */
export async function makeDue({ tenant }: World, id: string, agoMs = 0): Promise<void> {
  const dueAtMs = Math.floor(Date.now() / 300_000) * 300_000 - agoMs;
  await sqlIn(tenantStub(tenant), "UPDATE schedules SET due_at_ms = ? WHERE id = ?", dueAtMs, id);
}

/** What the tenant's worker does with it, from a rim that a test has a hand in. */
export const workFrom = (rim: Rim, { tenant }: Pick<World, "tenant">): Promise<void> =>
  runJob(rim, REGIONAL_JOBS, { kind: "reports.run", tenant });

/** What the queue does with one message to the tenant. */
export async function workOnReports({ tenant }: Pick<World, "tenant">, rim = rimOf(env)): Promise<void> {
  const body = { kind: "reports.run", tenant_id: tenant.id };
  const message = { id: "1", timestamp: new Date(), attempts: 1, body, ack: () => {}, retry: () => {} };
  const batch = { queue: "traceo-work-eu", messages: [message] } as unknown as MessageBatch;
  await consume(rim, QUEUE_JOBS, batch);
}

export const ringAlarm = ({ tenant }: World): Promise<boolean> => runDurableObjectAlarm(tenantStub(tenant));

export async function runsOf(world: World, id: string): Promise<Loose[]> {
  const listed = await sendTo(world, `GET /v1/schedules/${id}/runs`);
  if (listed.status !== 200) throw new Error(`no runs: ${listed.text}`);
  return Promise.all(
    (listed.json.data as { id: string }[]).map(async (run): Promise<Loose> => {
      const told = await sendTo(world, `GET /v1/report-runs/${run.id}`);
      return told.json;
    }),
  );
}

async function readObject({ tenant }: World, key: string): Promise<string> {
  const found = await bucketOf(tenant).get(key);
  return found === null ? "" : new TextDecoder().decode(await found.arrayBuffer());
}

export interface PutMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What is attached, as text. */
  readonly attached: readonly string[];
}

/** What has left as mail, where no service is bound: in the order in which it was written. */
export async function mailsOf(world: World): Promise<PutMail[]> {
  const prefix = `tenants/${world.tenant.id}/mail/`;
  const { keys } = await bucketOf(world.tenant).list({ prefix });
  return Promise.all(
    keys.map(async (key) => {
      const mail: Loose = JSON.parse(await readObject(world, key));
      const parts = (mail.parts ?? []) as { key: string; cid: string | null }[];
      const attached = parts.filter(({ cid }) => cid === null);
      return {
        ...mail,
        html: mail.htmlKey === null ? "" : await readObject(world, mail.htmlKey as string),
        attached: await Promise.all(attached.map(async (part) => readObject(world, part.key))),
      };
    }),
  );
}
