// A read of the tenant's data, or an attempt that policy refused: it changes nothing but the log, and when
// which metric was asked for.

import { keepAsked } from "../../finops/store/asked-metrics.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { utcDay } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";

export interface RecordAccess {
  readonly resource: string;
  readonly outcome: "allowed" | "denied";
  readonly detail: Json;
  /** The metrics that a query asks for: no part of the log. */
  readonly metrics?: readonly string[];
}

export function recordAccess(
  { db, nowMs }: Tx,
  { resource, outcome, detail, metrics = [] }: RecordAccess,
): Result<Change> {
  keepAsked(db, metrics, utcDay(nowMs));
  return ok({ reply: null, resource, detail, raisesEpoch: false, effects: [], outcome });
}
