// Payloads of batches in a silo tenant's shard: sealed before they are stored, opened when they are read. A row says with
// which version of the key, 0 for one that is stored as it is: from the time when the tenant was in a pool.
// The name that a payload is sealed under holds what the row says of it, so that it is good in no other row.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Sealer } from "../../residency/store/sealer.ts";
import type { Silos } from "../../residency/store/silos.ts";
import type { Append, Batch } from "../tenant-api.ts";
import type { ShardState } from "./shard-store.ts";

/** Of a row, what its payload is bound to. */
export interface SealedRow {
  readonly keyVersion: number;
  readonly rows: number;
  readonly keyId: string;
  readonly requestHash: string;
  readonly payload: Uint8Array;
}

export interface RowSealer {
  sealAppend(append: Append): Promise<Append>;
  /** The payload as it was before it was sealed, if it was. */
  open(signal: Batch["signal"], row: SealedRow): Promise<Uint8Array>;
}

type Named = Omit<SealedRow, "keyVersion" | "payload">;

function createRowSealer(sealer: Sealer, shard: string): RowSealer {
  const nameOf = (signal: Batch["signal"], { rows, keyId, requestHash }: Named): string =>
    `rows/${shard}/${signal}/${keyId}/${requestHash}/${rows}`;
  return {
    sealAppend: async (append) => {
      const { keyId, requestHash } = append;
      const sealed = append.batches.map(async (batch): Promise<Batch> => {
        const name = nameOf(batch.signal, { rows: batch.rows, keyId, requestHash });
        return { ...batch, payload: await sealer.seal(name, batch.payload) };
      });
      return { ...append, batches: await Promise.all(sealed) };
    },
    open: async (signal, row) =>
      row.keyVersion === 0 ? row.payload : sealer.open(nameOf(signal, row), row.payload),
  };
}

/** Null for a tenant that never was in a silo. */
export function rowSealerOf(silos: Silos, { tenant: { id }, shard, siloKeys }: ShardState): RowSealer | null {
  return siloKeys.length === 0 ? null : createRowSealer(silos.sealer({ id, siloKeys }), `${id}/${shard}`);
}

/** `residency.key_unavailable` where the keys cannot be opened: a silo stores nothing in the clear. */
export async function sealAppend(silos: Silos, state: ShardState, append: Append): Promise<Result<Append>> {
  const sealer = rowSealerOf(silos, state);
  if (sealer === null || !silos.opens({ isolation: "silo", siloKeys: state.siloKeys }))
    return failed(fault("residency.key_unavailable", "a shard lacks a key"));
  return ok(await sealer.sealAppend(append));
}

/** With plain payloads, in their order. */
export async function openRows<Row extends SealedRow>(
  sealer: RowSealer,
  signal: Batch["signal"],
  rows: Iterable<Row>,
): Promise<Row[]> {
  return Promise.all([...rows].map(async (row) => ({ ...row, payload: await sealer.open(signal, row) })));
}
