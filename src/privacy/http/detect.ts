// POST /v1/privacy/detect: what a text holds, where, and what the rules in force would make of it. The text is neither
// stored nor logged.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { detectText, effectiveRules, hashKeyBytes, privacyRulesSchema } from "../index.ts";

const MOST_CHARS = 65_536;

const detectSchema = z.strictObject({
  text: z.string().max(MOST_CHARS),
  /** The name of the field that the text would be the value of, such as `user.phone`; empty for free text. */
  name: z.string().max(256).default(""),
});

const findingSchema = z.object({
  personal_class: z.string(),
  /** Of the registry that transfer rules speak of. */
  data_class: z.string(),
  /** In UTF-16 units; `end` is excluded. */
  start: z.int(),
  end: z.int(),
  certainty: z.enum(["certain", "possible"]),
  action: z.enum(["allow", "mask", "hash", "drop", "refuse"]),
});

const replySchema = z.object({
  findings: z.array(findingSchema),
  outcome: z.enum(["kept", "changed", "dropped", "refused"]),
  /** The text as it would be kept; null when it would not be. */
  text: z.string().nullable(),
});

const OUTCOMES = {
  same: "kept",
  changed: "changed",
  dropped: "dropped",
  refused: "refused",
  unexamined: "dropped",
} as const;

export const detectPersonalData = tenantOperation({
  id: "privacy.detect",
  method: "POST",
  path: "/v1/privacy/detect",
  tag: "Privacy",
  summary: "Try the privacy rules on a text",
  action: "privacy:view",
  params: null,
  query: null,
  body: { kind: "json", schema: detectSchema, maxBytes: 262_144 },
  responses: { 200: { description: "What is found and what would be done", schema: replySchema } },
  handle: async ({ session, tenant, body }) => {
    const asked = await session.ask("privacy.rules", {});
    if (!asked.ok) return asked;
    const own = privacyRulesSchema.shape.rules.parse((asked.value as { rules: unknown }).rules);
    const { findings, outcome } = detectText({
      ...body,
      rules: effectiveRules(own, tenant.jurisdiction),
      key: hashKeyBytes(session.bundle.privacy.hashKey),
    });
    const text = outcome.kind === "same" ? body.text : outcome.kind === "changed" ? outcome.text : null;
    return ok(jsonReply(200, { findings: [...findings], outcome: OUTCOMES[outcome.kind], text }));
  },
});
