// What a change of access answers: the version that is in force now, or the proposal that waits for a second person.

import { z } from "zod";
import { expectedVersion, jsonReply, type Reply, type TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
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
