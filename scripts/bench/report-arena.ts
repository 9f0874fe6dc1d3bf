// Where reports are measured: a gateway with a tenant whose telemetry is a shop's last quarter of an hour, and the panels that
// its reports and dashboards are made of.

import { createServer, type AddressInfo } from "node:net";
import { localClient } from "../demo/local-client.ts";
import { sendTelemetry, WINDOW_MS } from "../demo/send-telemetry.ts";
import { exchangeBytes, type BytesAnswer } from "../runtime/exchange-bytes.ts";
import {
  createKey,
  createTenant,
  startMeasuredGateway,
  untilKnown,
  type MeasuredGateway,
  type TenantAccess,
} from "./gateway-world.ts";
import { watchHeap, type HeapWatch } from "./isolate-heap.ts";

export interface ReportArena {
  readonly gateway: MeasuredGateway;
  readonly tenant: TenantAccess;
  readonly heap: HeapWatch;
  readonly range: { readonly from: string; readonly to: string };
}

export async function openArena(stateDir: string): Promise<ReportArena> {
  const inspectorPort = await freePort();
  const gateway = await startMeasuredGateway({ stateDir, inspectorPort });
  const tenant = await createTenant(gateway, { slug: "reports", jurisdiction: "eu", tier: "enterprise" });
  const key = await createKey(gateway, tenant, "engineer");
  await untilKnown(gateway, tenant, [key, tenant.adminKey]);
  const toMs = Math.floor(Date.now() / 60_000) * 60_000;
  const access = { slug: tenant.slug, jurisdiction: "eu", engineer_key: key };
  const client = localClient(Number(gateway.url.port));
  await sendTelemetry(access, { client, toMs, onProgress: () => undefined });
  const [from = "", to = ""] = [toMs - WINDOW_MS, toMs].map((ms) => new Date(ms).toISOString());
  return { gateway, tenant, heap: await watchHeap(inspectorPort), range: { from, to } };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => void server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly body?: object;
  readonly form?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Throws with the answer's own words where it is no success. */
export async function ask(
  { gateway, tenant }: Pick<ReportArena, "gateway" | "tenant">,
  asked: Asked,
): Promise<BytesAnswer> {
  const { path, body, form, headers = {} } = asked;
  const sent = body === undefined ? form?.toString() : JSON.stringify(body);
  const { method = sent === undefined ? "GET" : "POST" } = asked;
  const { port } = gateway.url;
  const all = {
    host: `${tenant.host}:${port}`,
    authorization: `Bearer ${tenant.adminKey}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
  };
  const options = { host: "127.0.0.1", port: Number(port), method, path, headers: all };
  const answer = await exchangeBytes(options, sent);
  if (answer.status >= 400)
    throw new Error(`${path} was answered ${answer.status}: ${answer.bytes.toString("utf8").slice(0, 300)}`);
  return answer;
}

const METRICS = [
  ["http.server.requests", "rate"],
  ["http.server.request.duration", "p95"],
  ["process.cpu.utilization", "avg"],
  ["process.memory.usage", "avg"],
] as const;
const KINDS = ["line", "area", "bar", "heatmap", "stacked_bar", "box_plot"] as const;

export interface AskedPanel {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly queries: readonly object[];
  readonly options?: object;
}

/** Charts of the shop's metrics by service, no two the same. */
export const charts = (count: number): AskedPanel[] =>
  Array.from({ length: count }, (_, at) => {
    const [metric, aggregation] = METRICS[at % METRICS.length] ?? METRICS[0];
    const kind = KINDS[at % KINDS.length] ?? "line";
    const request = { metric, aggregation, group_by: ["service.name"], interval: "30s" };
    return {
      id: `chart-${at}`,
      kind,
      title: `${metric}, ${aggregation}, as ${kind}`,
      queries: [{ ref: "A", source: "metrics", request }],
    };
  });

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
