// GET /v1/tenant: a tenant's own record and its limits: those of its tier, or what an operator set.

import { z } from "zod";
import { limitsOf, tenantSchema } from "../../directory/index.ts";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { guaranteeOf } from "../index.ts";

const viewSchema = tenantSchema.extend({
  limits: z.object({
    concurrent_queries: z.int(),
    query_timeout_seconds: z.number(),
    result_bytes: z.int(),
    retention_days: z.int(),
    shards: z.int(),
    active_series: z.int(),
  }),
  /** What holds the tenant's data in its jurisdiction: `platform`, `operator` or `best_effort`. */
  guarantee: z.enum(["platform", "operator", "best_effort"]),
  guarantee_source: z.object({ says: z.string(), url: z.string(), on: z.string() }),
});

export const viewTenant = tenantOperation({
  id: "tenant.view",
  method: "GET",
  path: "/v1/tenant",
  tag: "Tenant",
  summary: "See this tenant and its limits",
  action: "tenant:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The tenant", schema: viewSchema } },
  handle: async ({ session, config }) => {
    const answered = await session.ask("tenant.view", {});
    if (!answered.ok) return answered;
    const tenant = tenantSchema.parse(answered.value);
    const tier = limitsOf(tenant.tier, session.bundle.limits);
    const limits = {
      concurrent_queries: tier.concurrentQueries,
      query_timeout_seconds: tier.queryTimeoutMs / 1_000,
      result_bytes: tier.resultBytes,
      retention_days: tier.retentionMs / 86_400_000,
      shards: tenant.shards,
      active_series: tier.activeSeries,
    };
    const { guarantee, source } = guaranteeOf(tenant.jurisdiction, config);
    return ok(jsonReply(200, { ...tenant, limits, guarantee, guarantee_source: source }));
  },
});
