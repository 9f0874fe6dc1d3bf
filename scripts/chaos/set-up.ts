// What the chaos test works on, made once: a tenant, an inbound source that makes events, an endpoint for each place. Kept in
// a file beside the state, so that a run that was stopped goes on.

import { randomBytes, randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import type { TenantAccess } from "../bench/gateway-world.ts";
import type { Host } from "../bench/host.ts";
import { createTenant } from "../crash/create-tenant.ts";
import { insist } from "../crash/insist.ts";
import { ENDPOINTS, TIMEOUT_SECONDS, type ChaosEndpoint } from "./endpoints.ts";
import type { KilledAt } from "./killer.ts";
import { HEADERS, SOURCE, type Lane } from "./lane-writer.ts";

export interface ChaosState {
  readonly seed: number;
  readonly events: number;
  readonly receiverPort: number;
  readonly tenant: TenantAccess;
  /** Of the inbound source. */
  readonly secret: string;
  readonly endpoints: readonly (ChaosEndpoint & { readonly key: string })[];
  readonly lanes: readonly Lane[];
  kills: number;
  receiverKills: number;
  readonly killedAt: Partial<Record<KilledAt, number>>;
}

const fileOf = (stateDir: string): string => join(stateDir, "progress.json");

export async function loadProgress(stateDir: string): Promise<ChaosState | null> {
  const text = await readFile(fileOf(stateDir), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as ChaosState);
}

export async function saveProgress(stateDir: string, state: ChaosState): Promise<void> {
  await writeFile(`${fileOf(stateDir)}.new`, JSON.stringify(state));
  await rename(`${fileOf(stateDir)}.new`, fileOf(stateDir));
}

interface Asked {
  readonly path: string;
  readonly body: object;
}

async function make(host: Host, tenant: TenantAccess, { path, body }: Asked): Promise<unknown> {
  const { text } = await insist(host, {
    method: "POST",
    path,
    host: tenant.host,
    headers: {
      authorization: `Bearer ${tenant.adminKey}`,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    },
    body: JSON.stringify(body),
    expected: 201,
  });
  return JSON.parse(text) as unknown;
}

async function makeSource(host: Host, tenant: TenantAccess): Promise<string> {
  const secret = randomBytes(24).toString("hex");
  const hmac = { header: HEADERS.signature, id_header: HEADERS.id };
  const body = { name: SOURCE, scheme: "hmac", hmac, key: "/key", becomes: "event", secret };
  await make(host, tenant, { path: "/v1/webhooks/sources", body });
  return secret;
}

interface EndpointAddress {
  readonly endpoint: ChaosEndpoint;
  readonly port: number;
}

async function makeEndpoint(host: Host, tenant: TenantAccess, { endpoint, port }: EndpointAddress) {
  const body = {
    name: `${endpoint.behaviour} ${endpoint.order}`,
    url: `http://127.0.0.1:${port}/${endpoint.at}`,
    event_types: ["hook.received"],
    condition: { path: "/data/payload/endpoint", operator: "equals", value: endpoint.at },
    order: endpoint.order,
    timeout_seconds: TIMEOUT_SECONDS,
    country: "DE",
    importer: "Chaos",
  };
  const made = (await make(host, tenant, { path: "/v1/webhooks/endpoints", body })) as {
    keys: readonly { secret: string }[];
  };
  return { ...endpoint, key: made.keys[0]?.secret ?? "" };
}

export interface Wanted {
  readonly seed: number;
  readonly events: number;
  readonly receiverPort: number;
}

/** Each endpoint has its share of the events, each lane its share of those. */
function dealOut(events: number): Lane[] {
  const all = ENDPOINTS.flatMap(({ at, lanes }) =>
    Array.from({ length: lanes }, (_, lane) => ({
      endpoint: at,
      lane,
      share: 1 / (ENDPOINTS.length * lanes),
    })),
  );
  let dealt = 0;
  let due = 0;
  return all.map(({ endpoint, lane, share }) => {
    due += events * share;
    const own = Math.round(due) - dealt;
    dealt += own;
    return { endpoint, lane, events: own, acknowledged: 0 };
  });
}

export async function setUp(host: Host, { seed, events, receiverPort }: Wanted): Promise<ChaosState> {
  const tenant = await createTenant(host, { slug: "chaos", jurisdiction: "eu", tier: "enterprise" });
  const secret = await makeSource(host, tenant);
  const endpoints: ChaosState["endpoints"][number][] = [];
  for (const endpoint of ENDPOINTS)
    endpoints.push(await makeEndpoint(host, tenant, { endpoint, port: receiverPort }));
  return {
    seed,
    events,
    receiverPort,
    tenant,
    secret,
    endpoints,
    lanes: dealOut(events),
    kills: 0,
    receiverKills: 0,
    killedAt: {},
  };
}

/** Kept for all lives of the receivers: endpoints name it. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => void probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => void probe.close(resolve));
  return port;
}
