// What a change of access answers: the version that is in force now, or the proposal that waits for a second person.

import { z } from "zod";
import { jsonReply, type Reply, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AccessChange } from "../index.ts";

const changeReplySchema = z.object({
  status: z.enum(["in_force", "pending", "rejected"]),
  version: z.int(),
  proposal_id: z.string().nullable(),
});

export const CHANGE_RESPONSES = {
  200: { description: "In force everywhere, or waiting for approval", schema: changeReplySchema },
} as const;

type Changing = Pick<TenantCall, "request" | "session">;

/** `If-Match: "7"` changes version 7 or nothing. */
function expectedVersion(request: Request): Result<number | null> {
  const header = request.headers.get("if-match");
  if (header === null) return ok(null);
  const match = /^"?(\d{1,15})"?$/.exec(header.trim());
  if (match !== null) return ok(Number(match[1]));
  const message = 'a version number, as in `"7"`';
  return failed(fault("request.invalid", `If-Match: ${message}`, [{ pointer: "header/if-match", message }]));
}

export async function changeAccess(
  call: Changing,
  changes: readonly AccessChange[],
  summary: string,
): Promise<Result<Reply>> {
  const expected = expectedVersion(call.request);
  if (!expected.ok) return expected;
  const changed = await call.session.execute("access.change", {
    changes,
    summary,
    expectedVersion: expected.value,
  });
  return changed.ok ? ok(jsonReply(200, changed.value.reply)) : changed;
}
