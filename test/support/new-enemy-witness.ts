// A witness inside each object: triggers that note, in the transaction of every effect itself, which epoch was in force
// then. What the witnesses tell does not depend on what the objects answered, nor on the code under test.

import { expect } from "vitest";
import type { Tenant } from "../../src/directory/index.ts";
import type { Arena, Trace } from "./new-enemy-arena.ts";
import { SHARDS } from "./new-enemy-plan.ts";
import { shardStub, sqlIn, tenantStub } from "./objects.ts";

const TENANT_WITNESS = [
  "CREATE TABLE witness (seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL)",
  `CREATE TRIGGER witness_entry AFTER INSERT ON audit_entries BEGIN
     INSERT INTO witness SELECT new.seq, epoch FROM object_state;
   END`,
];

/** A row of a batch names the key that sent it; one of a fence does not. */
const SHARD_WITNESS = [
  "CREATE TABLE witness (id INTEGER PRIMARY KEY, key_id TEXT, decided INTEGER, epoch INTEGER NOT NULL)",
  `CREATE TRIGGER witness_batch AFTER INSERT ON batches BEGIN
     INSERT INTO witness (key_id, decided, epoch) SELECT new.key_id, new.epoch, epoch FROM shard_state;
   END`,
  `CREATE TRIGGER witness_join AFTER INSERT ON shard_state BEGIN
     INSERT INTO witness (epoch) VALUES (new.epoch);
   END`,
  `CREATE TRIGGER witness_fence AFTER UPDATE ON shard_state BEGIN
     INSERT INTO witness (epoch) VALUES (new.epoch);
   END`,
];

const shardNumbers = Array.from({ length: SHARDS }, (_, shard) => shard);

export async function installWitnesses(tenant: Tenant): Promise<void> {
  for (const statement of TENANT_WITNESS) await sqlIn(tenantStub(tenant), statement);
  for (const shard of shardNumbers)
    for (const statement of SHARD_WITNESS) await sqlIn(shardStub(tenant, shard), statement);
}

/** An effect that an object stored: whose, decided at which epoch, and the epoch in force when it was stored. */
interface Stored {
  readonly id: string;
  readonly decided: number;
  readonly epoch: number;
}

async function storedByTenant(tenant: Tenant): Promise<Stored[]> {
  const rows = await sqlIn(
    tenantStub(tenant),
    `SELECT json_extract(entry, '$.request_id') AS id, json_extract(entry, '$.epoch') AS decided, epoch
       FROM witness JOIN audit_entries USING (seq) ORDER BY seq`,
  );
  return rows as Stored[];
}

async function storedByShard(tenant: Tenant, shard: number): Promise<Stored[]> {
  const rows = await sqlIn(
    shardStub(tenant, shard),
    "SELECT key_id AS id, decided, epoch FROM witness ORDER BY witness.id",
  );
  let newest = 0;
  for (const { epoch } of rows) {
    expect(epoch, `shard ${shard} went back to an older epoch`).toBeGreaterThanOrEqual(newest);
    newest = epoch;
  }
  return rows.filter((row) => row.id !== null) as Stored[];
}

/** What was stored, held against the epochs in force and against what the isolates were answered. */
export async function checkWitnesses({ tenant, traces }: Arena): Promise<number> {
  const perShard = await Promise.all(shardNumbers.map(async (shard) => storedByShard(tenant, shard)));
  const stored = [...(await storedByTenant(tenant)), ...perShard.flat()];
  expect(
    stored.filter(({ decided, epoch }) => decided < epoch),
    "stored under a superseded epoch",
  ).toEqual([]);
  const times = Map.groupBy(stored, ({ id }) => id);
  const wrong = traces.filter((trace) => !mayBeStored(trace, times.get(trace.id)?.length ?? 0));
  expect(wrong, "stored is not what was answered").toEqual([]);
  return stored.filter(({ id }) => traces[Number(id.slice(-12)) - 1]?.id === id).length;
}

/** Answered as done: stored once. Refused, or begun under an epoch that an acknowledged change had ended: never. */
function mayBeStored({ kind, outcome, isLate }: Trace, times: number): boolean {
  if (kind === "fresh") return times === 0;
  if (isLate || outcome === "stale" || outcome === "refused") return times === 0;
  return outcome === "done" ? times === 1 : times <= 1;
}
