// A draft of policies, roles and grants on top of what is in force: what is left out stays as it is.

import { z } from "zod";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parsePolicySet, type AccessState, type CompiledBundle } from "../index.ts";

const documents = z.array(z.record(z.string(), z.unknown()));

export const draftSchema = z.strictObject({
  policies: documents.max(10_000).optional(),
  roles: documents.max(1_000).optional(),
  grants: documents.max(10_000).optional(),
});

export type Draft = z.infer<typeof draftSchema>;

/** The state that the draft would lead to, or `request.invalid` with pointers into the body, where the draft is at `at`. */
export function draftState({ access }: CompiledBundle, draft: Draft, at: string): Result<AccessState> {
  const { policies = access.policies, roles = access.roles, grants = access.grants } = draft;
  const parsed = parsePolicySet({ policies, roles, grants });
  if (parsed.ok) return ok({ ...access, ...parsed.value });
  const violations = (parsed.fault.violations ?? []).map(({ pointer, message }) => ({
    pointer: `${at}${pointer}`,
    message,
  }));
  const [first] = violations;
  return failed(fault(parsed.fault.code, `${first?.pointer ?? at}: ${first?.message ?? ""}`, violations));
}
