// Policies as Cedar, for what both languages share: export of what is in force, import of a Cedar text. What cannot be
// carried over is listed, never dropped in silence.

import { z } from "zod";
import { IF_MATCH, jsonReply, tenantOperation } from "../../edge/index.ts";
import { parseUtf8 } from "../../kernel/bytes.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok } from "../../kernel/result.ts";
import { pointerTo } from "../../kernel/violations.ts";
import { fromCedar, printCedar, toCedar, type CompiledBundle, type NotCarried } from "../index.ts";
import { changeReplySchema, proposeChanges } from "./change-reply.ts";
import { openQuestion } from "./question.ts";

const notCarried = z.array(z.object({ policy_id: z.string(), reason: z.string() }));

export const exportCedar = tenantOperation({
  id: "policy.export_cedar",
  method: "GET",
  path: "/v1/policy/cedar",
  tag: "Access",
  summary: "Export policies as Cedar",
  description:
    "Policies under their own ids (`policy:…`), and what roles and grants in force give (`role:…`, `grant:…`), so that Cedar decides as this gateway does. Principals are `User` and `Key`, members of `Group` and `Role`.",
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

const importReplySchema = changeReplySchema.extend({
  policies: z.array(z.string()).describe("Ids of what was imported"),
  stricter: z
    .array(z.string())
    .describe(
      "Denials that are stricter here: where an attribute is missing, Cedar skips a policy and this denies",
    ),
  already_roles: z
    .array(z.string())
    .describe(
      "What this gateway's own export writes for roles and grants that are in force; they stay as they are",
    ),
});

export const importCedar = tenantOperation({
  id: "policy.import_cedar",
  method: "POST",
  path: "/v1/policy/cedar",
  tag: "Access",
  summary: "Import policies from Cedar",
  description: `Every policy of the text is put in force under its \`@id\`, in place of one that has it; or, when one cannot be carried over, none: the reply then says which and why. Other policies stay. An export can be imported again.`,
  action: "policies:manage",
  params: null,
  query: null,
  body: { kind: "bytes", contentTypes: ["text/plain"], maxBytes: 1_048_576, maxDecodedBytes: 1_048_576 },
  responses: { 200: { description: "In force, or waiting for approval", schema: importReplySchema } },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async (call) => {
    const text = parseUtf8(call.body);
    if (text === null) return failed(fault("request.malformed", "the body is not UTF-8"));
    const imported = fromCedar(text, ownNames(call.session.bundle));
    if (imported.notCarried.length > 0) return failed(notCarriedFault(imported.notCarried));
    const changes = imported.policies.map((policy) => ({
      kind: "policy" as const,
      id: policy.policy_id,
      document: policy as unknown as Json,
    }));
    const changed = await proposeChanges(call, changes, `import ${changes.length} policies from Cedar`);
    if (!changed.ok) return changed;
    const { stricter, own } = imported;
    const ids = changes.map(({ id }) => id);
    return ok(jsonReply(200, { ...changed.value, policies: ids, stricter, already_roles: own }));
  },
});

/** What an export of this tenant names that is no policy of its own. */
function ownNames({ access }: CompiledBundle): ReadonlySet<string> {
  const { policies: _all, ...rest } = access;
  return new Set(Object.keys(toCedar({ ...rest, policies: [] }).policies));
}

function notCarriedFault(notCarriedOver: readonly NotCarried[]) {
  const violations = notCarriedOver.map(({ policy_id: id, reason }) => ({
    pointer: id === "" ? "" : pointerTo("", id),
    message: reason,
  }));
  return fault("request.invalid", "not every policy can be carried over", violations);
}
