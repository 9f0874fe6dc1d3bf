// A draft of policies, roles and grants on top of what is in force: what is left out stays as it is.

import { z } from "zod";
import type { Result } from "../../kernel/result.ts";
import { ok } from "../../kernel/result.ts";
import { parsePolicySet, type AccessState, type CompiledBundle } from "../index.ts";

const documents = z.array(z.record(z.string(), z.unknown()));

export const draftSchema = z.strictObject({
  policies: documents.max(10_000).optional(),
  roles: documents.max(1_000).optional(),
  grants: documents.max(10_000).optional(),
});

export type Draft = z.infer<typeof draftSchema>;

/** The state that the draft would lead to, or `request.invalid` with the pointers of what does not parse. */
export function draftState({ access }: CompiledBundle, draft: Draft): Result<AccessState> {
  const { policies = access.policies, roles = access.roles, grants = access.grants } = draft;
  const parsed = parsePolicySet({ policies, roles, grants });
  return parsed.ok ? ok({ ...access, ...parsed.value }) : parsed;
}
