// A statement of residency was made: its hash is in the log, so that nobody can have made another since.

import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface AttestResidency {
  /** SHA-256 of the statement's canonical JSON, in hexadecimal. */
  readonly statement: string;
  readonly from: string;
  readonly to: string;
}

export function attestResidency({ state }: Tx, input: AttestResidency): Result<Change> {
  return ok({
    reply: { seq: state.frontier.size },
    resource: `tenant:${state.tenant.id}`,
    detail: { ...input },
    raisesEpoch: false,
    effects: [],
  });
}
