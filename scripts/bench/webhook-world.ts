// A tenant whose events come in by an inbound webhook and go out to endpoints, and how an event is committed: one commit each,
// acknowledged when it is durable. The same for the bare consumer.

import { createHmac, randomUUID } from "node:crypto";
import type { CommitEvent } from "./event-load.ts";
import { createTenant, makeAsAdmin, send, type MeasuredGateway, type TenantAccess } from "./gateway-world.ts";

const SOURCE = "bench";
const SECRET = "the secret of a measurement";
const TIMEOUT_SECONDS = 5;

/** Endpoints by name: each gets the events that are committed for it. */
export type Receivers = Readonly<Record<string, string>>;

export interface WebhookTenant extends TenantAccess {
  /** Of the endpoints, by name. */
  readonly endpointIds: Readonly<Record<string, string>>;
}

async function createEndpoint(
  gateway: MeasuredGateway,
  tenant: TenantAccess,
  [name, url]: readonly [name: string, url: string],
): Promise<string> {
  const body = {
    name,
    url,
    event_types: ["hook.received"],
    condition: { path: "/data/payload/endpoint", operator: "equals", value: name },
    concurrency: 20,
    timeout_seconds: TIMEOUT_SECONDS,
    country: "DE",
    importer: "Benchmark",
  };
  const made = await makeAsAdmin(gateway, tenant, { path: "/v1/webhooks/endpoints", body });
  return (made as { endpoint: { id: string } }).endpoint.id;
}

export async function createWebhookTenant(
  gateway: MeasuredGateway,
  slug: string,
  receivers: Receivers,
): Promise<WebhookTenant> {
  const tenant = await createTenant(gateway, { slug, jurisdiction: "eu", tier: "enterprise" });
  const hmac = { header: "x-signature", id_header: "x-id" };
  const source = { name: SOURCE, scheme: "hmac", hmac, becomes: "event", secret: SECRET };
  await makeAsAdmin(gateway, tenant, { path: "/v1/webhooks/sources", body: source });
  const endpointIds: Record<string, string> = {};
  for (const receiver of Object.entries(receivers))
    endpointIds[receiver[0]] = await createEndpoint(gateway, tenant, receiver);
  return { ...tenant, endpointIds };
}

export function commitFor({ url }: MeasuredGateway, { host }: TenantAccess, endpoint: string): CommitEvent {
  return async (no) => {
    const body = JSON.stringify({ event_no: no, endpoint });
    const headers = {
      "content-type": "application/json",
      "x-signature": createHmac("sha256", SECRET).update(body).digest("hex"),
      "x-id": String(no),
    };
    const answer = await send(url, `/v1/hooks/${SOURCE}`, { method: "POST", host, headers, body });
    if (answer.status !== 200)
      throw new Error(`an event was answered ${answer.status}: ${answer.text.slice(0, 200)}`);
  };
}

/** What comes for a paused endpoint is kept for it. */
export async function setEndpointStatus(
  { url }: MeasuredGateway,
  { host, adminKey, endpointIds }: WebhookTenant,
  change: { readonly endpoint: string; readonly status: "active" | "paused" },
): Promise<void> {
  const headers = {
    authorization: `Bearer ${adminKey}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  };
  const path = `/v1/webhooks/endpoints/${endpointIds[change.endpoint]}`;
  const body = JSON.stringify({ status: change.status });
  const answer = await send(url, path, { method: "PATCH", host, headers, body });
  if (answer.status !== 200) throw new Error(`an endpoint was answered ${answer.status}: ${answer.text}`);
}

/** The bare consumer's way in: `/`, or `/?hold` to keep it until `/release`. */
export function enqueueAt(url: URL, path: "/" | "/?hold"): CommitEvent {
  return async (no) => postBare(url, path, JSON.stringify({ event_no: no }));
}

export async function postBare(url: URL, path: string, body: string): Promise<void> {
  const { status } = await send(url, path, { method: "POST", body });
  if (status !== 200) throw new Error(`the bare consumer answered ${status}`);
}
