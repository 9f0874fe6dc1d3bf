// Grafana's JSON data source protocol: the test of a connection, and the list of its operations.

import { z } from "zod";
import { bytesReply, jsonReply, tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { provisioningYaml } from "../grafana/provisioning.ts";
import { grafanaAnnotations } from "./grafana-annotations.ts";
import { grafanaNames } from "./grafana-names.ts";
import { grafanaQuery } from "./grafana-query.ts";
import type { GrafanaReads } from "./grafana-reads.ts";

/** What they answer is the same whichever rows the caller may see. */
const ABOUT = {
  method: "GET",
  tag: "Business intelligence",
  action: "metrics:read",
  rows: true,
  params: null,
  query: null,
  body: { kind: "none" },
} as const;

/** Plugins ask with the slash and without it. */
const ROOTS = [
  ["grafana.health", "/grafana"],
  ["grafana.health_slash", "/grafana/"],
] as const;

const health = ROOTS.map(([id, path]) =>
  tenantOperation({
    ...ABOUT,
    id,
    path,
    summary: "Test the connection of a Grafana data source",
    responses: {
      200: { description: "The key may query metrics", schema: z.object({ status: z.literal("ok") }) },
    },
    handle: async () => ok(jsonReply(200, { status: "ok" })),
  }),
);

const provisioning = tenantOperation({
  ...ABOUT,
  id: "grafana.provisioning",
  path: "/v1/integrations/grafana/provisioning.yaml",
  summary: "A file that makes Grafana know this tenant",
  description: "Without a key: Grafana reads it from the environment variable `TRACEO_API_KEY`.",
  responses: { 200: { description: "YAML", contentType: "application/yaml" } },
  handle: async ({ url, tenant }) => {
    const reply = bytesReply("application/yaml", provisioningYaml(url.origin, tenant.slug));
    const disposition = 'attachment; filename="traceo-datasource.yaml"';
    return ok({ ...reply, headers: { ...reply.headers, "content-disposition": disposition } });
  },
});

export function grafanaOperations(reads: GrafanaReads): TenantOperation[] {
  return [...health, grafanaQuery(reads), ...grafanaNames(reads), grafanaAnnotations, provisioning];
}
