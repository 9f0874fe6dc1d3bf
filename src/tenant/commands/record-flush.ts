// What a shard has moved into blocks: the audit log's account of the telemetry that came in, key by key, and its usage, which
// is counted here once however often it is told.

import { markKeyUsed } from "../../identity/store/keys.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { passMark } from "../../finops/store/usage.ts";
import type { Change, Tx } from "../commit.ts";
import type { LinesByHour } from "../finops/batch-lines.ts";
import { countUsage, showUsageLater } from "../finops/count-usage.ts";
import { withJudgement } from "../finops/judge-budgets.ts";
import { laneOf } from "../finops/pending-usage.ts";

export interface FlushReport {
  readonly shard: number;
  readonly signal: string;
  readonly seq_from: number;
  readonly seq_to: number;
  readonly rows: number;
  readonly blocks: readonly string[];
  /** Requests and rows by key, and when the key was last used (epoch milliseconds). */
  readonly keys: Readonly<
    Record<string, { readonly requests: number; readonly rows: number; readonly last_ms: number }>
  >;
  /** What it is charged for, by hour; absent in reports of before usage was counted. */
  readonly usage?: LinesByHour;
}

export function recordFlush(tx: Tx, report: FlushReport): Result<Change> {
  for (const [id, use] of Object.entries(report.keys)) markKeyUsed(tx.db, id, use.last_ms);
  const { usage = {}, ...told } = report;
  const range = { seqFrom: report.seq_from, seqTo: report.seq_to };
  const { shard, signal } = report;
  const isNew = passMark(tx.db, laneOf(shard, signal), range);
  const isOfBudgets = isNew && countUsage(tx.db, { usage, nowMs: tx.nowMs, shard });
  const change: Change = {
    reply: null,
    resource: `shard:${shard}`,
    detail: { ...told, blocks: [...report.blocks], keys: { ...report.keys } },
    raisesEpoch: false,
    effects: [],
    later: [showUsageLater(tx.nowMs)],
  };
  return ok(isOfBudgets ? withJudgement(tx, change) : change);
}
