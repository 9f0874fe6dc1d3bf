// A read of the tenant's data, or an attempt that policy refused: it changes nothing but the log.

import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface RecordAccess {
  readonly resource: string;
  readonly outcome: "allowed" | "denied";
  readonly detail: Json;
}

export function recordAccess(_tx: Tx, { resource, outcome, detail }: RecordAccess): Result<Change> {
  return ok({ reply: null, resource, detail, raisesEpoch: false, effects: [], outcome });
}
