// The master keys of this deployment at work: they wrap and unwrap the data keys of silos. AES-256-GCM by WebCrypto, bound to
// tenant and version, so that a wrapped key is good for nothing else.
// INVARIANT: a data key's bytes are never seen here: it is made, wrapped and unwrapped inside WebCrypto, and what is kept
// cannot be exported.

import { base64url, parseBase64url, utf8 } from "../../kernel/bytes.ts";
import { createLru } from "../../kernel/lru.ts";
import type { Random } from "../../kernel/ids.ts";
import type { KeyRing, WrappedKey } from "../../kernel/wrapped-key.ts";
import { currentMaster, type MasterKeys } from "../master-keys.ts";

export interface KeyVault {
  /** The version of the master key that wraps; null when there is none. */
  readonly current: number | null;
  /** Is there at least one key, and a master key here for each? */
  opens(ring: KeyRing): boolean;
  make(tenantId: string, made: Pick<WrappedKey, "version" | "made_at">): Promise<WrappedKey>;
  /** The same keys under the current master key. */
  rewrap(tenantId: string, ring: KeyRing): Promise<KeyRing>;
  /** For HKDF only. */
  unwrap(tenantId: string, key: WrappedKey): Promise<CryptoKey>;
}

const IV_BYTES = 12;
/** LIMIT: handles of keys that an isolate keeps: some thousand silos. */
const CACHE_BYTES = 1_048_576;
const HANDLE_BYTES = 512;
const DATA_KEY = { name: "AES-GCM", length: 256 };

type Version = Pick<WrappedKey, "version">;

function binding(tenantId: string, { version }: Version): Uint8Array {
  return utf8(`traceo silo key 1\n${tenantId}\n${version}`);
}

function bytesOf(text: string): Uint8Array {
  const bytes = parseBase64url(text);
  if (bytes === null) throw new Error("a wrapped key that is no base64url");
  return bytes;
}

/** A master key at work; null where there is none. */
async function importMaster(masterKeys: MasterKeys, version: number | null): Promise<CryptoKey> {
  const bytes = version === null ? undefined : masterKeys.get(version);
  if (bytes === undefined) throw new Error(`no master key ${version ?? "at all"}: set CELL_MASTER_KEY`);
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

interface Wrapping extends Pick<WrappedKey, "version" | "made_at"> {
  readonly tenantId: string;
  readonly iv: Uint8Array;
  readonly master: number;
}

async function wrapWith(by: CryptoKey, key: CryptoKey, wrapping: Wrapping): Promise<WrappedKey> {
  const { tenantId, version, master, made_at, iv } = wrapping;
  const how = { name: "AES-GCM", iv, additionalData: binding(tenantId, { version }) };
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", key, by, how));
  return { version, master, iv: base64url(iv), wrapped: base64url(wrapped), made_at };
}

type Purpose = "wrap" | "derive";

interface Wrapped {
  readonly tenantId: string;
  readonly key: WrappedKey;
}

async function unwrapWith(by: CryptoKey, { tenantId, key }: Wrapped, purpose: Purpose): Promise<CryptoKey> {
  const how = { name: "AES-GCM", iv: bytesOf(key.iv), additionalData: binding(tenantId, key) };
  const wrapped = bytesOf(key.wrapped);
  try {
    return purpose === "wrap"
      ? await crypto.subtle.unwrapKey("raw", wrapped, by, how, DATA_KEY, true, ["encrypt"])
      : await crypto.subtle.unwrapKey("raw", wrapped, by, how, "HKDF", false, ["deriveKey"]);
  } catch (error) {
    const which = `key ${key.version} of \`${tenantId}\``;
    throw new Error(`${which} is not one that master key ${key.master} has wrapped`, { cause: error });
  }
}

export function createKeyVault(masterKeys: MasterKeys, random: Random): KeyVault {
  const opened = createLru<CryptoKey>(CACHE_BYTES);
  const current = currentMaster(masterKeys);
  const wrap = async (key: CryptoKey, made: Omit<Wrapping, "iv" | "master">): Promise<WrappedKey> => {
    const by = await importMaster(masterKeys, current);
    return wrapWith(by, key, { ...made, master: current ?? 0, iv: random(IV_BYTES) });
  };
  const unwrap = async (wrapped: Wrapped, purpose: Purpose): Promise<CryptoKey> =>
    unwrapWith(await importMaster(masterKeys, wrapped.key.master), wrapped, purpose);
  const rewrap = async (tenantId: string, key: WrappedKey): Promise<WrappedKey> => {
    if (key.master === current) return key;
    const { version, made_at } = key;
    return wrap(await unwrap({ tenantId, key }, "wrap"), { tenantId, version, made_at });
  };
  return {
    current,
    opens: (ring) => ring.length > 0 && ring.every((key) => masterKeys.has(key.master)),
    make: async (tenantId, made) =>
      wrap((await crypto.subtle.generateKey(DATA_KEY, true, ["encrypt"])) as CryptoKey, {
        tenantId,
        ...made,
      }),
    rewrap: async (tenantId, ring) => Promise.all(ring.map(async (key) => rewrap(tenantId, key))),
    unwrap: async (tenantId, key) => {
      const name = `${tenantId} ${key.version} ${key.master} ${key.wrapped}`;
      const known = opened.get(name) ?? (await unwrap({ tenantId, key }, "derive"));
      opened.set(name, known, HANDLE_BYTES);
      return known;
    },
  };
}
