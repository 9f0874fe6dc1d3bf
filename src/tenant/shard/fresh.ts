// What is not in a block yet, page by page. The mark and the batches are read in one go, so that they agree.

import type { Fresh, FreshRequest } from "../tenant-api.ts";
import { readWatermark } from "./shard-store.ts";

/** LIMIT: an RPC carries at most 32 MiB. */
const PAGE_BYTES = 16_000_000;

export function readFresh(sql: SqlStorage, request: FreshRequest): Fresh {
  const flushedSeq = readWatermark(sql, request.signal);
  const rows = sql.exec<{ seq: number; payload: ArrayBuffer }>(
    "SELECT seq, payload FROM batches WHERE signal = ? AND seq > ? AND max_ms >= ? AND min_ms < ? ORDER BY seq",
    request.signal,
    request.afterSeq,
    request.fromMs,
    request.toMs,
  );
  const batches: { seq: number; payload: Uint8Array }[] = [];
  let sizeBytes = 0;
  for (const { seq, payload } of rows) {
    if (batches.length > 0 && sizeBytes + payload.byteLength > PAGE_BYTES) {
      return { flushedSeq, batches, nextSeq: batches.at(-1)?.seq ?? null };
    }
    sizeBytes += payload.byteLength;
    batches.push({ seq, payload: new Uint8Array(payload) });
  }
  return { flushedSeq, batches, nextSeq: null };
}
