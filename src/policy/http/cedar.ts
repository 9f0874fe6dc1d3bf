// Policies as Cedar, for what both languages share: export of what is in force, import of a Cedar text. What cannot be
// carried over is listed, never dropped in silence.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { parseUtf8 } from "../../kernel/bytes.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok } from "../../kernel/result.ts";
import { fromCedar, printCedar, toCedar } from "../index.ts";
import { CHANGE_RESPONSES, changeAccess } from "./change-reply.ts";
import { openQuestion } from "./decide.ts";

const notCarried = z.array(z.object({ policy_id: z.string(), reason: z.string() }));

export const exportCedar = tenantOperation({
  id: "policy.export_cedar",
  method: "GET",
  path: "/v1/policy/cedar",
  tag: "Access",
  summary: "Export policies as Cedar",
  action: "policies:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "A Cedar text, and the policies that Cedar has no words for",
      schema: z.object({ cedar: z.string(), not_carried: notCarried, version: z.int() }),
    },
  },
  handle: async ({ session }) => {
    const bundle = await openQuestion(session, "export_cedar");
    if (!bundle.ok) return bundle;
    const { access } = bundle.value;
    const exported = toCedar(access);
    const cedar = Object.entries(exported.policies)
      .map(([id, policy]) => printCedar(id, policy))
      .join("\n");
    return ok(jsonReply(200, { cedar, not_carried: exported.notCarried, version: access.version }));
  },
});

export const importCedar = tenantOperation({
  id: "policy.import_cedar",
  method: "POST",
  path: "/v1/policy/cedar",
  tag: "Access",
  summary: "Import policies from Cedar",
  description:
    "Every policy of the text is put in force, or, when one cannot be carried over, none: the reply then says which and why.",
  action: "policies:manage",
  params: null,
  query: null,
  body: { kind: "bytes", contentTypes: ["text/plain"], maxBytes: 1_048_576, maxDecodedBytes: 1_048_576 },
  responses: CHANGE_RESPONSES,
  isIdempotentByKey: true,
  handle: async (call) => {
    const text = parseUtf8(call.body);
    if (text === null) return failed(fault("request.malformed", "the body is not UTF-8"));
    const imported = fromCedar(text);
    if (imported.notCarried.length > 0) {
      const violations = imported.notCarried.map(({ policy_id: id, reason }) => ({
        pointer: `/${id}`,
        message: reason,
      }));
      return failed(fault("request.invalid", "not every policy can be carried over", violations));
    }
    const changes = imported.policies.map((policy) => ({
      kind: "policy" as const,
      id: policy.policy_id,
      document: policy as unknown as Json,
    }));
    return changeAccess(call, changes, `import ${changes.length} policies from Cedar`);
  },
});
