// Exports of a tenant, asked for and worked on as its queue does it.

import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { rimOf } from "../../src/app.ts";
import { consume } from "../../src/edge/index.ts";
import { QUEUE_JOBS } from "../../src/manifest.ts";
import { sendTo, type World } from "./world.ts";

/** What the queue does with one message to the tenant. */
export async function workOnExports({ tenant }: World): Promise<void> {
  const body = { kind: "exports.render", tenant_id: tenant.id };
  const message = { id: "1", timestamp: new Date(), attempts: 1, body, ack: () => {}, retry: () => {} };
  const batch = { queue: "traceo-work-eu", messages: [message] } as unknown as MessageBatch;
  await consume(rimOf(env), QUEUE_JOBS, batch);
}

/** Its id. */
export async function startExport(world: World, json: object, key = world.admin): Promise<string> {
  const started = await sendTo(world, "POST /v1/exports", { json: { ...json, mode: "background" }, key });
  expect([started.status, started.json.state], `answered ${started.text}`).toEqual([202, "queued"]);
  return started.json.id as string;
}

export async function makeExport(world: World, json: object, key = world.admin): Promise<string> {
  const id = await startExport(world, json, key);
  await workOnExports(world);
  return id;
}

/** As `METHOD path`. */
export async function linkExport(
  world: World,
  id: string,
  body: object = {},
  key = world.admin,
): Promise<string> {
  const told = await sendTo(world, `POST /v1/exports/${id}/link`, { json: body, key });
  expect(told.status, `answered ${told.text}`).toBe(200);
  const { pathname, search, host } = new URL(told.json.url as string);
  expect(host).toBe(world.host);
  return `GET ${pathname}${search}`;
}
