// A part of a tenant's month, lived in the counted gateway: senders that send each minute, people that ask, the cron, and
// what all that causes. The gateway's clock runs faster, so its delays (flush, checkpoint, merge) are those of production.

import { setTimeout as sleep } from "node:timers/promises";
import { HOUR_MS, MINUTE_MS } from "../../src/kernel/time.ts";
import type { CountedGateway, Counts } from "./counted-gateway.ts";
import { createKey, createTenant, send, untilKnown, type TenantAccess } from "./gateway-world.ts";
import { otlpBody } from "./metric-body.ts";

/** The last flush is five minutes after the last point, its checkpoint a minute later; and some room. */
const SETTLE_MS = 12 * MINUTE_MS;
const NANOS_PER_MS = 1_000_000n;
/** The minutes of the hour at which something is due: one may be answered late, none may be left out. */
const CRON_MINUTES = [17, 41];

export interface Life {
  /** Each sends once a minute. */
  readonly senders: number;
  readonly pointsEach: number;
  readonly queriesPerHour: number;
  /** Seconds of the gateway's clock in one of ours. */
  readonly speed: number;
  readonly lengthMs: number;
}

export interface Lived {
  readonly before: Counts;
  readonly after: Counts;
  readonly points: number;
}

export async function makeTenants(
  gateway: CountedGateway,
  isolation: string,
  count: number,
): Promise<TenantAccess[]> {
  const made: TenantAccess[] = [];
  for (let at = 0; at < count; at++) {
    // A silo's stores are bound by its slug.
    const slug = isolation === "silo" ? "initech" : `counted-${at}`;
    made.push(await createTenant(gateway, { slug, jurisdiction: "eu", tier: "standard", isolation }));
  }
  return made;
}

function waitUntil(gateway: CountedGateway, ms: number, speed: number): Promise<void> {
  return sleep(Math.max(0, (ms - gateway.nowMs()) / speed));
}

/** Nothing but the cron: a tenant that is looked at and that nobody uses. */
export async function liveIdle(
  gateway: CountedGateway,
  { speed, lengthMs }: Pick<Life, "speed" | "lengthMs">,
): Promise<Lived> {
  await waitUntil(gateway, gateway.nowMs() + SETTLE_MS, speed);
  const before = await gateway.count();
  const firstMs = Math.ceil(before.nowMs / HOUR_MS) * HOUR_MS;
  for (let hourMs = firstMs; hourMs < firstMs + lengthMs; hourMs += HOUR_MS) {
    for (const minute of CRON_MINUTES) {
      const at = hourMs + minute * MINUTE_MS;
      await waitUntil(gateway, at, speed);
      await gateway.tick(new Date(at));
    }
  }
  await waitUntil(gateway, gateway.nowMs() + HOUR_MS, speed);
  return { before, after: await gateway.count(), points: 0 };
}

export async function liveBusy(gateway: CountedGateway, tenant: TenantAccess, life: Life): Promise<Lived> {
  const key = await createKey(gateway, tenant, "engineer");
  await untilKnown(gateway, tenant, [key]);
  await waitUntil(gateway, gateway.nowMs() + SETTLE_MS, life.speed);
  const before = await gateway.count();
  const day = { gateway, tenant, key, life, startMs: gateway.nowMs() };
  const senders = Array.from({ length: life.senders }, (_, at) => keepSending(day, at));
  const sent = await Promise.all([...senders, keepAsking(day)]);
  const lateness = (gateway.nowMs() - day.startMs) / life.lengthMs;
  if (lateness > 1.1) throw new Error(`the machine took ${lateness.toFixed(2)} times as long as it should`);
  await waitUntil(gateway, gateway.nowMs() + SETTLE_MS, life.speed);
  return { before, after: await gateway.count(), points: sent.reduce((sum, points) => sum + points, 0) };
}

interface Day {
  readonly gateway: CountedGateway;
  readonly tenant: TenantAccess;
  readonly key: string;
  readonly life: Life;
  readonly startMs: number;
}

/** As a collector does: a batch of its series each minute. */
async function keepSending({ gateway, tenant, key, life, startMs }: Day, sender: number): Promise<number> {
  const { bytes, times, values } = otlpBody({ sender: `sender-${sender}`, points: life.pointsEach });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-protobuf" };
  let points = 0;
  for (let ms = (sender / life.senders) * MINUTE_MS; ms < life.lengthMs; ms += MINUTE_MS) {
    await waitUntil(gateway, startMs + ms, life.speed);
    const nowNanos = BigInt(Math.floor(gateway.nowMs())) * NANOS_PER_MS;
    for (const at of times) view.setBigUint64(at, nowNanos, true);
    for (const [i, at] of values.entries()) view.setFloat64(at, valueOf(i, ms), true);
    const answer = await send(gateway.url, "/v1/metrics", {
      method: "POST",
      host: tenant.host,
      headers,
      body: bytes,
    });
    if (answer.status !== 200) throw new Error(`points: ${answer.status} ${answer.text.slice(0, 300)}`);
    points += life.pointsEach;
  }
  return points;
}

/** A slow wave with two decimals and some noise, as gauges are. */
function valueOf(series: number, ms: number): number {
  return (
    Math.round(5_000 + 4_000 * Math.sin(series + ms / HOUR_MS) + ((ms / 1_000 + series * 13) % 100)) / 100
  );
}

async function keepAsking({ gateway, tenant, key, life, startMs }: Day): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const stepMs = HOUR_MS / life.queriesPerHour;
  for (let ms = stepMs; ms < life.lengthMs; ms += stepMs) {
    await waitUntil(gateway, startMs + ms, life.speed);
    const to = Math.floor(gateway.nowMs());
    const queries = [{ name: "memory", metric: "process.memory", filters: [], aggregation: "avg" }];
    const body = JSON.stringify({ from: to - HOUR_MS, to, interval: "1m", queries });
    const sending = { method: "POST", host: tenant.host, headers, body };
    const answer = await send(gateway.url, "/v1/query", sending);
    if (answer.status !== 200) throw new Error(`query: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  return 0;
}
