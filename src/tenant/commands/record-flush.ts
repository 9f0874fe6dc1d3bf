// What a shard has moved into blocks: the audit log's account of the telemetry that came in, key by key.

import { markKeyUsed } from "../../identity/store/keys.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

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
}

export function recordFlush(tx: Tx, report: FlushReport): Result<Change> {
  for (const [id, use] of Object.entries(report.keys)) markKeyUsed(tx.db, id, use.last_ms);
  return ok({
    reply: null,
    resource: `shard:${report.shard}`,
    detail: { ...report, blocks: [...report.blocks], keys: { ...report.keys } },
    raisesEpoch: false,
    effects: [],
  });
}
