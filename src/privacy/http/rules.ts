// GET and PUT /v1/privacy/rules: what is done with each class of personal data on its way in.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { effectiveRulesSchema, privacyRulesSchema } from "../index.ts";

const replySchema = z.object({
  /** 0 while the tenant has set none. */
  version: z.int(),
  /** What the tenant has set. */
  rules: privacyRulesSchema.shape.rules,
  /** What is in force: with the defaults of the jurisdiction for the classes that the tenant has not set. */
  effective: effectiveRulesSchema,
});

export const getPrivacyRules = tenantOperation({
  id: "privacy_rules.get",
  method: "GET",
  path: "/v1/privacy/rules",
  tag: "Privacy",
  summary: "See what is done with personal data in telemetry",
  action: "privacy:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The rules in force", schema: replySchema } },
  handle: async ({ session }) => {
    const rules = await session.ask("privacy.rules", {});
    return rules.ok ? ok(jsonReply(200, rules.value)) : rules;
  },
});

export const putPrivacyRules = tenantOperation({
  id: "privacy_rules.put",
  method: "PUT",
  path: "/v1/privacy/rules",
  tag: "Privacy",
  summary: "Change what is done with personal data in telemetry",
  description:
    "Replaces the tenant's rules. A class that is left out has the default of the jurisdiction; `allow` switches one off. In force everywhere once acknowledged; stored telemetry is not changed.",
  action: "privacy:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: privacyRulesSchema, maxBytes: 16_384 },
  responses: { 200: { description: "The rules, in force", schema: replySchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body }) => {
    const set = await session.execute("privacy.set_rules", body);
    return set.ok ? ok(jsonReply(200, set.value.reply)) : set;
  },
});
