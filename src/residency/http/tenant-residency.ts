// GET and PUT /v1/residency: the rules of a tenant's jurisdiction, what holds its data there, and how strict it is itself.

import { z } from "zod";
import {
  JURISDICTIONS,
  LOCKS,
  PROCESSING,
  residencySchema,
  tenantSchema,
  type Tenant,
} from "../../directory/index.ts";
import { jsonReply, tenantOperation, type TenantCall } from "../../edge/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { ok } from "../../kernel/result.ts";
import { guaranteeOf, JURISDICTION_ROWS, lockOf } from "../index.ts";

const siteSchema = z.object({ country: z.string(), region: z.string() });
const names = z.array(z.string());

const replySchema = z.object({
  jurisdiction: z.enum(JURISDICTIONS),
  name: z.string(),
  regulations: z.array(z.object({ name: z.string(), meaning: z.string() })),
  primary: siteSchema,
  backup: siteSchema,
  countries: names.describe("Countries that count as in the region"),
  prohibited: names.describe("Countries to which nothing goes, whatever was signed"),
  adequate: names.describe("Countries to which personal data goes without another basis"),
  never_leaves: names.describe("Classes of data that stay"),
  aggregated_elsewhere: names.describe("Classes of which sums may be worked out elsewhere"),
  law: z.object({ lock: z.enum(LOCKS), reason: z.string() }),
  guarantee: z.enum(["platform", "operator", "best_effort"]),
  guarantee_source: z.object({ says: z.string(), url: z.string(), on: z.string() }),
  residency: residencySchema,
});

function describe(tenant: Tenant, config: TenantCall["config"]): z.infer<typeof replySchema> {
  const row = JURISDICTION_ROWS[tenant.jurisdiction];
  const { guarantee, source } = guaranteeOf(tenant.jurisdiction, config);
  return {
    jurisdiction: tenant.jurisdiction,
    name: row.name,
    regulations: [...row.regulations],
    primary: row.primary,
    backup: row.backup,
    countries: [...row.countries],
    prohibited: [...row.prohibited],
    adequate: [...row.adequate],
    never_leaves: [...row.neverLeaves],
    aggregated_elsewhere: [...row.aggregatedElsewhere],
    law: { lock: row.lock, reason: row.lockReason },
    guarantee,
    guarantee_source: source,
    residency: tenant.residency,
  };
}

export const viewResidency = tenantOperation({
  id: "residency.view",
  method: "GET",
  path: "/v1/residency",
  tag: "Residency",
  summary: "See the rules of this tenant's jurisdiction and what holds its data there",
  action: "residency:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The rules and the guarantee", schema: replySchema } },
  handle: async ({ session, config }) => {
    const answered = await session.ask("tenant.view", {});
    return answered.ok ? ok(jsonReply(200, describe(tenantSchema.parse(answered.value), config))) : answered;
  },
});

const changeSchema = z.strictObject({ processing: z.enum(PROCESSING), lock: z.enum(LOCKS) });

export const putResidency = tenantOperation({
  id: "residency.set",
  method: "PUT",
  path: "/v1/residency",
  tag: "Residency",
  summary: "Say how strictly this tenant is kept in its jurisdiction",
  description:
    "`processing: in_region` has isolates elsewhere answer 421 with the host to use. `lock: required` is refused where nothing holds the data; a lock that the law requires stays required.",
  action: "residency:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: changeSchema, maxBytes: 1_024 },
  responses: { 200: { description: "As it is now", schema: replySchema } },
  isIdempotentByKey: true,
  handle: async ({ session, config, body, tenant }) => {
    const lock = lockOf(tenant.jurisdiction) === "required" ? "required" : body.lock;
    const deployment = { MODE: config.MODE, CELL: config.CELL };
    const changed = await session.execute("residency.set", { ...body, lock, deployment });
    if (!changed.ok) return changed;
    const after: Json = changed.value.reply;
    return ok(jsonReply(200, describe(tenantSchema.parse(after), config)));
  },
});
