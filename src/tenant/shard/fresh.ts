// What is not in a block yet, page by page. The mark and the batches are read in one go, so that they agree; payloads that
// are sealed are opened after that.

import type { Fresh, FreshRequest } from "../tenant-api.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Silos } from "../../residency/store/silos.ts";
import { openRows, rowSealerOf, type SealedRow } from "./sealed-rows.ts";
import { readWatermark, type ShardState } from "./shard-store.ts";

/** LIMIT: an RPC carries at most 32 MiB. */
const PAGE_BYTES = 16_000_000;

interface FreshRow extends Record<string, SqlStorageValue> {
  seq: number;
  payload: ArrayBuffer;
  rows: number;
  key_id: string;
  request_hash: string;
  key_version: number;
}

type StoredBatch = SealedRow & { readonly seq: number };

type StoredFresh = Omit<Fresh, "batches"> & { readonly batches: readonly StoredBatch[] };

export function readFresh(sql: SqlStorage, request: FreshRequest): StoredFresh {
  const flushedSeq = readWatermark(sql, request.signal);
  const rows = sql.exec<FreshRow>(
    "SELECT seq, payload, rows, key_id, request_hash, key_version FROM batches WHERE signal = ? AND seq > ? AND max_ms >= ? AND min_ms < ? ORDER BY seq",
    request.signal,
    request.afterSeq,
    request.fromMs,
    request.toMs,
  );
  const batches: StoredBatch[] = [];
  let sizeBytes = 0;
  for (const row of rows) {
    if (batches.length > 0 && sizeBytes + row.payload.byteLength > PAGE_BYTES) {
      return { flushedSeq, batches, nextSeq: batches.at(-1)?.seq ?? null };
    }
    sizeBytes += row.payload.byteLength;
    batches.push(toBatch(row));
  }
  return { flushedSeq, batches, nextSeq: null };
}

function toBatch(row: FreshRow): StoredBatch {
  const { seq, rows, key_id: keyId, request_hash: requestHash, key_version: keyVersion } = row;
  return { seq, rows, keyId, requestHash, keyVersion, payload: new Uint8Array(row.payload) };
}

export interface FreshOf {
  readonly silos: Silos;
  readonly state: ShardState;
  readonly signal: FreshRequest["signal"];
}

/** As the edge gets it. `residency.key_unavailable` for rows of a silo whose keys cannot be opened here. */
export async function openFresh(of: FreshOf, { batches, ...page }: StoredFresh): Promise<Result<Fresh>> {
  const toPlain = (rows: readonly StoredBatch[]) => rows.map(({ seq, payload }) => ({ seq, payload }));
  if (batches.every(({ keyVersion }) => keyVersion === 0)) return ok({ ...page, batches: toPlain(batches) });
  const { silos, state, signal } = of;
  const sealer = rowSealerOf(silos, state);
  if (sealer === null || !silos.opens({ isolation: "silo", siloKeys: state.siloKeys }))
    return failed(fault("residency.key_unavailable", "a shard lacks a key"));
  return ok({ ...page, batches: toPlain(await openRows(sealer, signal, batches)) });
}
