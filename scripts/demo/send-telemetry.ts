// Sends a quarter of an hour of the shop's telemetry to one tenant, as its own engineer would: OTLP/JSON to its host.

import type { DemoAccess } from "./demo-file.ts";
import { metricRequests, type Window } from "./demo-metrics.ts";
import { tracedRequests } from "./demo-traces.ts";
import { expectJson, type LocalClient } from "./local-client.ts";
import type { OtlpObject } from "./otlp-json.ts";

export const WINDOW_MS = 15 * 60_000;
const REGIONS: Readonly<Record<string, string>> = {
  eu: "europe-west1",
  us: "us-east1",
  in: "asia-south1",
  jp: "asia-northeast1",
  cn: "cn-north-1",
};

interface Export {
  readonly path: string;
  readonly body: OtlpObject;
}

function exportsOf(window: Window): Export[] {
  const { traces, logs } = tracedRequests(window);
  return [
    ...metricRequests(window).map((body) => ({ path: "/v1/metrics", body })),
    ...traces.map((body) => ({ path: "/v1/traces", body })),
    ...logs.map((body) => ({ path: "/v1/logs", body })),
  ];
}

/** The export requests of a tenant for the quarter of an hour that ends at `toMs`; the same for the same arguments. */
function demoExports(tenant: { slug: string; jurisdiction: string }, toMs: number): Export[] {
  const region = REGIONS[tenant.jurisdiction] ?? tenant.jurisdiction;
  return exportsOf({ region, seed: tenant.slug, fromMs: toMs - WINDOW_MS, toMs });
}

export interface Sending {
  readonly client: LocalClient;
  readonly toMs: number;
  /** Called with the share of this tenant's requests that are done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

export async function sendTelemetry(
  access: Pick<DemoAccess, "slug" | "jurisdiction" | "engineer_key">,
  { client, toMs, onProgress }: Sending,
): Promise<void> {
  const wanted = demoExports(access, toMs);
  for (const [index, { path, body }] of wanted.entries()) {
    const host = `${access.slug}.localhost`;
    const answer = await client({ method: "POST", host, path, bearer: access.engineer_key, body });
    const reply = expectJson(answer, 200, `sending to ${access.slug}${path}`) as { partialSuccess?: object };
    if (reply.partialSuccess !== undefined && Object.keys(reply.partialSuccess).length > 0) {
      throw new Error(`${access.slug}${path} rejected a part: ${answer.text.slice(0, 300)}`);
    }
    onProgress((index + 1) / wanted.length);
  }
}
