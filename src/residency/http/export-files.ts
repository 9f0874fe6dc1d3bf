// The files of a tenant's export: listed with their digests, and fetched by links that are good for a short while.

import { z } from "zod";
import type { Tenant } from "../../directory/index.ts";
import {
  findTenant,
  jsonReply,
  loadBundle,
  operatorOperation,
  tenantParams,
  type OperatorCall,
} from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { exportPrefix, signStatement, type Offboarding } from "../../tenant/index.ts";
import { isExportName, LINK_LIFE_MS, LINK_TYPE } from "../export-link.ts";
import { regionalHost } from "../index.ts";
import { askOffboarding, OFFBOARD_PATH } from "./offboard.ts";

const FILES_AT_ONCE = 500;

const filesSchema = z.object({
  data: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string().nullable() })),
  next: z.string().nullable(),
});

export const listExport = operatorOperation({
  id: "tenants.list_export",
  method: "GET",
  path: `${OFFBOARD_PATH}/files`,
  tag: "Offboarding",
  summary: "List the files of a tenant's export with their digests",
  carries: ["operational"],
  params: tenantParams,
  query: z.strictObject({ cursor: z.string().max(2_000).optional() }),
  body: { kind: "none" },
  responses: { 200: { description: "In the order of their names", schema: filesSchema } },
  handle: async (call) => {
    const found = await findExport(call);
    if (!found.ok) return found;
    const { tenant, prefix } = found.value;
    const bundle = await loadBundle(call.rim, tenant);
    if (!bundle.ok) return bundle;
    const { siloKeys } = bundle.value.value;
    const { cursor } = call.query;
    const from = cursor === undefined ? {} : { cursor };
    const bucket = call.rim.placement.bucket({ ...tenant, siloKeys });
    const page = await bucket.list({ prefix, limit: FILES_AT_ONCE, ...from });
    const data = page.objects.map(({ key, sizeBytes: bytes, sha256 }) => {
      return { name: key.slice(prefix.length), bytes, sha256 };
    });
    return ok(jsonReply(200, { data, next: page.cursor }));
  },
});

export const linkExport = operatorOperation({
  id: "tenants.link_export",
  method: "POST",
  path: `${OFFBOARD_PATH}/link`,
  tag: "Offboarding",
  summary: "Make a link to one file of a tenant's export, good for 15 minutes",
  description:
    "On the tenant's own host, in its region if it asks for that: the file does not pass through the operator's.",
  carries: ["operational"],
  issuesCredential: true,
  params: tenantParams,
  query: null,
  body: {
    kind: "json",
    schema: z.strictObject({
      name: z.string().max(500).refine(isExportName, "a name of `…/offboard/files`"),
    }),
    maxBytes: 1_024,
  },
  responses: {
    200: { description: "The link", schema: z.object({ url: z.string(), expires_at: z.iso.datetime() }) },
  },
  handle: async (call) => {
    const found = await findExport(call);
    if (!found.ok) return found;
    const { tenant, offboarding } = found.value;
    const expires_at = new Date(call.nowMs + LINK_LIFE_MS).toISOString();
    const link = { tenant: tenant.id, offboarding: offboarding.id, name: call.body.name, expires_at };
    const token = await signStatement(call.config.CHECKPOINT_KEY, LINK_TYPE, link);
    const { BASE_DOMAIN } = call.config;
    const isInRegion = tenant.residency.processing === "in_region";
    const host = isInRegion ? regionalHost(tenant, BASE_DOMAIN) : `${tenant.slug}.${BASE_DOMAIN}`;
    const url = `${call.url.protocol}//${host}${portOf(call.url)}/v1/export?link=${token}`;
    return ok(jsonReply(200, { url, expires_at }));
  },
});

const portOf = ({ port }: URL): string => (port === "" ? "" : `:${port}`);

interface FoundExport {
  readonly tenant: Tenant;
  readonly offboarding: Offboarding;
  readonly prefix: string;
}

async function findExport(
  call: OperatorCall & { readonly params: { readonly tenant_id: string } },
): Promise<Result<FoundExport>> {
  const tenant = await findTenant(call, call.params.tenant_id);
  if (!tenant.ok) return tenant;
  const told = await askOffboarding(call, tenant.value);
  if (!told.ok) return told;
  const { state, id } = told.value;
  if (state !== "ready")
    return failed(fault("offboarding.refused", `there is no export: it is at \`${state}\``));
  return ok({ tenant: tenant.value, offboarding: told.value, prefix: exportPrefix(tenant.value.id, id) });
}
