// A gateway with tenants for a measurement: on a state folder of its own, driven over HTTP only.

import { randomUUID } from "node:crypto";
import type { LimitOverrides } from "../../src/directory/index.ts";
import { buildWorker } from "../runtime/build.ts";
import { exchange, type Answer } from "../runtime/exchange.ts";
import type { GatewayOptions } from "../runtime/gateway.ts";
import { createHost, type Up } from "./host.ts";

export interface Sending {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs?: number;
}

/** One request with a Host of our choice, which `fetch` does not allow. */
export function send(url: URL, path: string, sending: Sending = {}): Promise<Answer> {
  const { method = "GET", host, headers = {}, body, timeoutMs } = sending;
  const options = {
    method,
    path,
    host: url.hostname,
    port: url.port,
    headers: { ...headers, ...(host === undefined ? {} : { host }) },
    ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
  };
  return exchange(options, body);
}

export interface TenantAccess {
  readonly id: string;
  readonly slug: string;
  readonly host: string;
  readonly adminKey: string;
}

export interface NewTenant {
  readonly slug: string;
  readonly jurisdiction: string;
  readonly tier: string;
  readonly isolation?: string;
  readonly pool?: number;
  readonly residency?: { readonly exception: { readonly reason: string; readonly days: number } };
}

function expectStatus(answer: Answer, status: number): unknown {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${answer.text.slice(0, 500)}`);
  return JSON.parse(answer.text);
}

export async function createTenant({ url, secrets }: Up, wanted: NewTenant): Promise<TenantAccess> {
  const headers = {
    authorization: `Bearer ${secrets.operatorToken}`,
    "content-type": "application/json",
    "idempotency-key": `create-${wanted.slug}`,
  };
  const answer = await send(url, "/operator/v1/tenants", {
    method: "POST",
    host: "localhost",
    headers,
    body: JSON.stringify(wanted),
  });
  const made = expectStatus(answer, 201) as { tenant: { id: string }; admin_key: string };
  return {
    id: made.tenant.id,
    slug: wanted.slug,
    host: `${wanted.slug}.localhost`,
    adminKey: made.admin_key,
  };
}

/** What a POST of the tenant's admin is answered with, when it is 201. */
export async function makeAsAdmin(
  { url }: Pick<Up, "url">,
  tenant: TenantAccess,
  { path, body }: { readonly path: string; readonly body: object },
): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${tenant.adminKey}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  };
  const sent = { method: "POST", host: tenant.host, headers, body: JSON.stringify(body) };
  return expectStatus(await send(url, path, sent), 201);
}

export async function createKey(up: Pick<Up, "url">, tenant: TenantAccess, role: string): Promise<string> {
  const body = { name: `${role} of a measurement`, roles: [role] };
  return ((await makeAsAdmin(up, tenant, { path: "/v1/keys", body })) as { secret: string }).secret;
}

/** What the operator allows a tenant in place of its tier's limits: all that is set for it, from now on. */
export async function setLimits(
  { url, secrets }: Up,
  { id }: TenantAccess,
  limits: LimitOverrides,
): Promise<void> {
  const headers = {
    authorization: `Bearer ${secrets.operatorToken}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  };
  const answer = await send(url, `/operator/v1/tenants/${id}/limits`, {
    method: "PUT",
    host: "localhost",
    headers,
    body: JSON.stringify(limits),
  });
  expectStatus(answer, 200);
}

/** A key that was just made may be refused by an isolate for a second, until it asks for the tenant's bundle again. */
export async function untilKnown(
  { url }: Pick<Up, "url">,
  tenant: TenantAccess,
  keys: readonly string[],
): Promise<void> {
  for (const key of keys) {
    for (let attempts = 0; ; attempts++) {
      const { status } = await send(url, "/v1/tenant", {
        host: tenant.host,
        headers: { authorization: `Bearer ${key}` },
      });
      if (status === 200) break;
      if (attempts > 100) throw new Error(`a new key of ${tenant.slug} is answered ${status}`);
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
  }
}

export interface MeasuredGateway extends Up {
  stop(): Promise<void>;
}

/** In a process of its own, whose log lines are thrown away; stopped by killing it, which its state survives. */
export async function startMeasuredGateway(options: Omit<GatewayOptions, "port">): Promise<MeasuredGateway> {
  await buildWorker();
  const host = createHost({ ...options, port: 0 });
  return { ...(await host.up()), stop: () => host.stop() };
}
