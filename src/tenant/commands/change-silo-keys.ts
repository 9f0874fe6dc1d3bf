// A silo's keys: a new one for what is stored from now on, or all of them under the current master key. Both come wrapped.
// The epoch rises, so that edge isolates and shards have the new keys when it is acknowledged; the log tells versions only.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { KeyRing, WrappedKey } from "../../kernel/wrapped-key.ts";
import { loadKeyRing, saveSiloKey } from "../../residency/store/silo-keys.ts";
import type { Change, Tx } from "../commit.ts";

export interface AddSiloKey {
  readonly key: WrappedKey;
}

/** `residency.key_overtaken` when another key was added since this one was made. */
export function addSiloKey(tx: Tx, { key }: AddSiloKey): Result<Change> {
  const ring = loadKeyRing(tx.db);
  if (key.version !== nextVersion(ring)) return failed(fault("residency.key_overtaken"));
  saveSiloKey(tx.db, key);
  return ok(changeOf(tx, { ring: [...ring, key], changed: [key] }));
}

export interface RewrapSiloKeys {
  readonly keys: KeyRing;
}

/** Keys that were added since are under the current master key already. */
export function rewrapSiloKeys(tx: Tx, { keys }: RewrapSiloKeys): Result<Change> {
  const before = new Map(loadKeyRing(tx.db).map((key) => [key.version, key]));
  const changed = keys.filter((key) => (before.get(key.version)?.master ?? key.master) !== key.master);
  for (const key of changed) saveSiloKey(tx.db, key);
  return ok(changeOf(tx, { ring: loadKeyRing(tx.db), changed }));
}

export function nextVersion(ring: KeyRing): number {
  return (ring.at(-1)?.version ?? 0) + 1;
}

interface Rekeyed {
  readonly ring: KeyRing;
  readonly changed: KeyRing;
}

function changeOf({ state }: Tx, { ring, changed }: Rekeyed): Change {
  const told = ({ version, master, made_at }: WrappedKey): Json => ({ version, master, made_at });
  const isFirst = ring.length === 1 && state.shards.length === 0;
  return {
    reply: { keys: ring.map(told) },
    resource: `silo_key:${ring.at(-1)?.version ?? 0}`,
    detail: { changed: changed.map(told) },
    raisesEpoch: changed.length > 0 && !isFirst,
    effects: [],
  };
}
