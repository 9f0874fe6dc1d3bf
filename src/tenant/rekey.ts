// Makes and wraps a silo's keys for the commits that keep them: WebCrypto answers later, a commit waits for nothing.

import { fault } from "../kernel/fault.ts";
import { failed, type Result } from "../kernel/result.ts";
import type { WrappedKey } from "../kernel/wrapped-key.ts";
import type { KeyVault } from "../residency/store/key-vault.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import { nextVersion } from "./commands/change-silo-keys.ts";
import { bindCommand, type CommandInputs } from "./commands.ts";
import { commit, type Committed } from "./commit.ts";
import type { Envelope } from "./envelope.ts";
import { loadOpenMove } from "./moves/move-store.ts";
import { loadState, type ObjectState, type ObjectStore } from "./object-store.ts";

/** Wrap: the keys that there are, under the current master key. Data: a new key for what is stored from now on. */
export type Rekeying = "wrap" | "data";

type Name = "silo_keys.add" | "silo_keys.rewrap";

export type RunCommand = <N extends Name>(name: N, input: CommandInputs[N]) => Promise<Result<Committed>>;

export interface KeyMaker {
  readonly store: ObjectStore;
  readonly vault: KeyVault;
}

/** Two that make a key at once make the same version: the second makes another. */
const MOST_TRIES = 4;

export async function makeSiloKey({ store, vault }: KeyMaker, tenantId: string): Promise<WrappedKey> {
  const made_at = new Date(store.clock()).toISOString();
  return vault.make(tenantId, { version: nextVersion(loadKeyRing(store.db)), made_at });
}

/** `residency.key_unavailable` without a master key, `residency.no_silo` for a tenant that has nothing to do it to. */
export async function rekey(maker: KeyMaker, what: Rekeying, run: RunCommand): Promise<Result<Committed>> {
  const { store, vault } = maker;
  const state = loadState(store.db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  const ring = loadKeyRing(store.db);
  const hasKeys = ring.length > 0;
  if (what === "wrap" ? !hasKeys : state.tenant.isolation !== "silo")
    return failed(fault("residency.no_silo", "the tenant is in a pool"));
  if (vault.current === null || (hasKeys && !vault.opens(ring)))
    return failed(fault("residency.key_unavailable"));
  const { id } = state.tenant;
  if (what === "wrap") return run("silo_keys.rewrap", { keys: await vault.rewrap(id, ring) });
  for (let tries = 1; ; tries++) {
    const added = await run("silo_keys.add", { key: await makeSiloKey(maker, id) });
    if (added.ok || added.fault.code !== "residency.key_overtaken" || tries === MOST_TRIES) return added;
  }
}

/** The gateway's own doing: no policy decides it, and the tenant's log shows it. */
const FIRST_KEY: Envelope = {
  decidedAt: "platform",
  actor: { kind: "system", id: "silo" },
  action: "silo_keys:make",
  reasons: ["platform"],
  requestId: "silo-key-1",
  idempotency: null,
};

export function addFirstKey(store: ObjectStore, key: WrappedKey): void {
  const added = commit(store, FIRST_KEY, bindCommand("silo_keys.add", { key }));
  // Overtaken by another call that found none either: then there is one.
  if (!added.ok && added.fault.code !== "residency.key_overtaken")
    throw new Error(`the first silo key: ${added.fault.code}`);
}

/** For a tenant that is being moved into a silo, or is in one from before there were keys. */
export async function ensureSiloKey({ store, vault }: KeyMaker): Promise<void> {
  const state = loadState(store.db);
  if (state === null || vault.current === null || !needsKey(store, state)) return;
  addFirstKey(store, await makeSiloKey({ store, vault }, state.tenant.id));
}

function needsKey({ db }: ObjectStore, { tenant, standing }: ObjectState): boolean {
  if (standing !== null || loadKeyRing(db).length > 0) return false;
  return tenant.isolation === "silo" || loadOpenMove(db)?.to.isolation === "silo";
}
