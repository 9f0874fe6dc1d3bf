// What a change of access answers: the version that is in force now, or the proposal that waits for a second person.

import { z } from "zod";
import { jsonReply, type HeaderSpec, type Reply, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { findingSchema, type AccessChange } from "../index.ts";

export const changeReplySchema = z.object({
  status: z
    .enum(["in_force", "pending", "rejected"])
    .describe(
      "`pending` where the tenant asks for two persons: nothing changes until somebody else approves it",
    ),
  version: z.int().describe("Of all documents of access together; what `If-Match` takes"),
  proposal_id: z.string().nullable().describe("What to approve or reject at `/v1/access-proposals`"),
  warnings: z
    .array(findingSchema)
    .max(50)
    .default([])
    .describe(
      "What the change brought that is probably not meant: policies that can never match, or that others outweigh. A pointer is into the document that was sent, or names another: `policies/id#/subjects/0`",
    ),
});

export const CHANGE_RESPONSES = {
  200: { description: "In force everywhere, or waiting for approval", schema: changeReplySchema },
} as const;

type Changing = Pick<TenantCall, "request" | "session">;

/** For operations that read `expectedVersion`. */
export const IF_MATCH: HeaderSpec = {
  name: "If-Match",
  required: false,
  schema: z.string().meta({ examples: ['"7"'] }),
  description:
    'The version that the change is meant for, as its `ETag` said: `"7"` changes version 7, and where another one is in force nothing (`policy.version_conflict`). `*`, or no header, changes whatever is in force.',
};

/** The header that `If-Match` gives back. */
export const etagOf = (version: number): Readonly<Record<string, string>> => ({ etag: `"${version}"` });

/** `If-Match: "7"` changes version 7 or nothing; `*` whatever is in force, as without the header (RFC 9110, 13.1.1). */
export function expectedVersion(request: Request): Result<number | null> {
  const header = request.headers.get("if-match")?.trim() ?? "*";
  if (header === "*") return ok(null);
  const match = /^"?(\d{1,15})"?$/.exec(header);
  if (match !== null) return ok(Number(match[1]));
  const message = 'a version number, as in `"7"`';
  return failed(fault("request.invalid", `If-Match: ${message}`, [{ pointer: "header/if-match", message }]));
}

/** What the change led to: in force, or a proposal. */
export async function proposeChanges(
  call: Changing,
  changes: readonly AccessChange[],
  summary: string,
): Promise<Result<z.infer<typeof changeReplySchema>>> {
  const expected = expectedVersion(call.request);
  if (!expected.ok) return expected;
  const wanted = { changes, summary, expectedVersion: expected.value };
  const changed = await call.session.execute("access.change", wanted);
  return changed.ok ? ok(changeReplySchema.parse(changed.value.reply)) : changed;
}

export async function changeAccess(
  call: Changing,
  changes: readonly AccessChange[],
  summary: string,
): Promise<Result<Reply>> {
  const changed = await proposeChanges(call, changes, summary);
  return changed.ok ? ok(jsonReply(200, changed.value)) : changed;
}
