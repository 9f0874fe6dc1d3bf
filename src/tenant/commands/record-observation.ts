// What was seen of the tenant's stores goes into its log, and is found again by its time.

import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { noteObservation } from "../../residency/store/observations.ts";
import type { Change, Tx } from "../commit.ts";

export interface RecordObservation {
  readonly observation: Json;
}

export function recordObservation(tx: Tx, { observation }: RecordObservation): Result<Change> {
  const { state, nowMs, db } = tx;
  const seq = state.frontier.size;
  noteObservation(db, { seq, atMs: nowMs });
  return ok({
    reply: { seq },
    resource: `tenant:${state.tenant.id}`,
    detail: observation,
    raisesEpoch: false,
    effects: [],
  });
}
