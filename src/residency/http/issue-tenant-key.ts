// POST /operator/v1/tenants/{tenant_id}/keys: an admin key for a tenant that has lost its own. Audited in its log.

import { z } from "zod";
import { findTenant, jsonReply, operatorOperation, tenantParams } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { issueAdminKey } from "./issue-admin-key.ts";

export const issueTenantKey = operatorOperation({
  id: "tenants.issue_key",
  method: "POST",
  path: "/operator/v1/tenants/{tenant_id}/keys",
  tag: "Tenants",
  carries: ["operational"],
  issuesCredential: true,
  summary: "Issue an admin key for a tenant",
  params: tenantParams,
  query: null,
  body: { kind: "none" },
  responses: {
    201: { description: "The key's text, shown once", schema: z.object({ admin_key: z.string() }) },
  },
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    if (!tenant.ok) return tenant;
    const key = await issueAdminKey(call, tenant.value);
    return key.ok ? ok(jsonReply(201, { admin_key: key.value })) : key;
  },
});
