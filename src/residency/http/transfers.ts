// GET and PUT /v1/residency/transfer-basis, and POST /v1/residency/transfers/check: what transfers can be based on, and
// what would become of one.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { DATA_CLASS_NAMES } from "../../policy/index.ts";
import { countrySchema, decideTransfer, transferBasisSchema, TRANSFER_RULES } from "../index.ts";

export const viewTransferBasis = tenantOperation({
  id: "residency.view_transfer_basis",
  method: "GET",
  path: "/v1/residency/transfer-basis",
  tag: "Residency",
  summary: "See what transfers of data can be based on",
  action: "residency:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "Clauses, sub-processors and consents", schema: transferBasisSchema } },
  handle: async ({ session }) => {
    const basis = await session.ask("residency.transfer_basis", {});
    return basis.ok ? ok(jsonReply(200, basis.value)) : basis;
  },
});

export const putTransferBasis = tenantOperation({
  id: "residency.set_transfer_basis",
  method: "PUT",
  path: "/v1/residency/transfer-basis",
  tag: "Residency",
  summary: "Record what transfers of data can be based on",
  description: "The whole record: what is not named is no longer there.",
  action: "residency:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: transferBasisSchema, maxBytes: 262_144 },
  responses: { 200: { description: "As it is now", schema: transferBasisSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body }) => {
    const changed = await session.execute("residency.set_transfer_basis", body);
    return changed.ok ? ok(jsonReply(200, changed.value.reply)) : changed;
  },
});

const transferSchema = z.strictObject({
  data_class: z.enum(DATA_CLASS_NAMES),
  to: countrySchema,
  aggregated: z.boolean().default(false).describe("Counts and sums only"),
});

const decisionSchema = z.object({
  allowed: z.boolean(),
  rule: z.enum(TRANSFER_RULES),
  missing: z
    .array(z.enum(["scc", "sub_processor", "consent"]))
    .describe("What would satisfy the rule that refused"),
  reason: z.string(),
});

export const checkTransfer = tenantOperation({
  id: "residency.check_transfer",
  method: "POST",
  path: "/v1/residency/transfers/check",
  tag: "Residency",
  summary: "Ask what would become of a transfer, without making it",
  action: "residency:view",
  params: null,
  query: null,
  body: { kind: "json", schema: transferSchema, maxBytes: 1_024 },
  responses: { 200: { description: "The decision and its rule", schema: decisionSchema } },
  handle: async ({ session, body, tenant, nowMs }) => {
    const asked = await session.ask("residency.transfer_basis", {});
    if (!asked.ok) return asked;
    const { data_class: dataClass, to, aggregated: isAggregated } = body;
    const transfer = { dataClass, from: tenant.jurisdiction, to, isAggregated };
    const basis = transferBasisSchema.parse(asked.value);
    const { isAllowed: allowed, rule, missing, reason } = decideTransfer(transfer, { basis, nowMs });
    return ok(jsonReply(200, { allowed, rule, missing: [...missing], reason }));
  },
});
