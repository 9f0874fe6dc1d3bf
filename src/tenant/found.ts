// The first commit of a tenant's object: the tenant is known and active from here on, a silo with its key in place.

import { EMPTY_FRONTIER } from "../audit/index.ts";
import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { commit } from "./commit.ts";
import type { Envelope } from "./envelope.ts";
import { loadState, saveState, type ObjectStore } from "./object-store.ts";
import { addFirstKey, makeSiloKey, type KeyMaker } from "./rekey.ts";

const FIRST_EPOCH = 1;

export interface Founding {
  readonly tenant: Tenant;
  readonly envelope: Envelope;
}

/** Again it changes nothing. `residency.key_unavailable` for a silo where there is no master key. */
export async function foundTenant(maker: KeyMaker, { tenant, envelope }: Founding): Promise<Result<null>> {
  const { store, vault } = maker;
  const isSilo = tenant.isolation === "silo";
  if (isSilo && vault.current === null) return failed(fault("residency.key_unavailable", "no master key"));
  const siloKey = isSilo ? await makeSiloKey(maker, tenant.id) : null;
  // Another call may have founded it while the key was made.
  if (loadState(store.db) !== null) return ok(null);
  store.storage.transactionSync(() => {
    found(store, { tenant: { ...tenant, status: "active" }, envelope });
    if (siloKey !== null) addFirstKey(store, siloKey);
  });
  return ok(null);
}

function found(store: ObjectStore, { tenant, envelope }: Founding): void {
  const blank = { frontier: EMPTY_FRONTIER, shards: [], checkpoint: null, standing: null, formerLayouts: [] };
  saveState(store.db, { tenant, epoch: FIRST_EPOCH, version: 0, ...blank });
  const resource = `tenant:${tenant.id}`;
  const change = { reply: null, resource, detail: { ...tenant }, raisesEpoch: false, tenant, effects: [] };
  const founded = commit(store, envelope, () => ok(change));
  if (!founded.ok) throw new Error(`founding ${tenant.id}: ${founded.fault.code}`);
}
