// The key of a tenant's tokens, opened for a bundle. In a silo it is stored sealed with the tenant's newest data key: a key
// that is stored otherwise (from the pool, under an older data key) is stored anew here; back in a pool it is plain again.
// INVARIANTS: the key itself never changes; a silo's is never stored in the clear, also not when it is made.
// WebCrypto answers later, so nothing here is in a commit: each write is one statement that holds for what was read.

import { base64url, parseBase64url, parseHex, hex } from "../kernel/bytes.ts";
import type { KeyRing } from "../kernel/wrapped-key.ts";
import {
  addHashKey,
  loadHashKey,
  makeHashKey,
  NOT_SEALED,
  replaceHashKey,
  type StoredHashKey,
} from "../privacy/store/hash-key.ts";
import { createSealer, type Sealer } from "../residency/store/sealer.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import { loadState, type ObjectState, type ObjectStore } from "./object-store.ts";
import type { KeyMaker } from "./rekey.ts";

/** What the key is sealed under: it is good for nothing else that the tenant's data keys seal. */
const NAME = "privacy/hash_key";

/** In hexadecimal; null while it cannot be opened, for want of a master key, or where the tenant is not at home. */
export async function openPrivacyKey(maker: KeyMaker): Promise<string | null> {
  const { db, random } = maker.store;
  const state = loadHome(maker.store);
  if (state === null) return null;
  const ring = loadKeyRing(db);
  const version = state.tenant.isolation === "silo" ? (ring.at(-1)?.version ?? null) : NOT_SEALED;
  const kept = loadHashKey(db);
  const isPlain = (kept?.keyVersion ?? version) === NOT_SEALED;
  if (!(isPlain && version === NOT_SEALED) && !maker.vault.opens(ring)) return null;
  if (version === null) return null;
  const sealer = sealerOf(maker, { state, ring });
  if (kept !== null) return keepAs(maker.store, { kept, version, sealer });
  const made = await sealAs(version, makeHashKey(random), sealer);
  if (loadHome(maker.store) === null) return null;
  addHashKey(db, made);
  // Another call may have made it meanwhile: what is stored counts.
  return openPrivacyKey(maker);
}

/** Nothing is written to an object that the tenant is on its way to, or has left. */
function loadHome({ db }: ObjectStore): ObjectState | null {
  const state = loadState(db);
  return state?.standing === null ? state : null;
}

function sealerOf(
  { store: { random }, vault }: KeyMaker,
  { state, ring }: { readonly state: ObjectState; readonly ring: KeyRing },
): Sealer {
  return createSealer({ vault, tenantId: state.tenant.id, keyed: { siloKeys: ring }, random });
}

interface Keeping {
  readonly kept: StoredHashKey;
  /** Of the key that it is to be sealed with. */
  readonly version: number;
  readonly sealer: Sealer;
}

async function keepAs(store: ObjectStore, { kept, version, sealer }: Keeping): Promise<string> {
  const plain = kept.keyVersion === NOT_SEALED ? kept.hashKey : await openKept(kept, sealer);
  if (kept.keyVersion === version) return plain;
  const after = await sealAs(version, plain, sealer);
  if (loadHome(store) !== null) replaceHashKey(store.db, kept, after);
  return plain;
}

async function openKept({ hashKey }: StoredHashKey, sealer: Sealer): Promise<string> {
  const stored = parseBase64url(hashKey);
  if (stored === null) throw new Error("privacy_state.hash_key is no base64url");
  return hex(await sealer.open(NAME, stored));
}

/** With the newest key, of which the version is. */
async function sealAs(keyVersion: number, hashKey: string, sealer: Sealer): Promise<StoredHashKey> {
  if (keyVersion === NOT_SEALED) return { keyVersion, hashKey };
  const plain = parseHex(hashKey);
  if (plain === null) throw new Error("privacy_state.hash_key is no hexadecimal");
  return { keyVersion, hashKey: base64url(await sealer.seal(NAME, plain)) };
}
