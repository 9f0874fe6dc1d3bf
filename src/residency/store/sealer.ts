// Seals and opens a silo tenant's bytes with its keys: what is new with the newest, what is old with the one it names.

import type { Random } from "../../kernel/ids.ts";
import type { KeyRing } from "../../kernel/wrapped-key.ts";
import {
  CHANCE_BYTES,
  HEADER_BYTES,
  makeHeader,
  parseHeader,
  sealedBytes,
  type SealHeader,
} from "../seal/sealed-format.ts";
import type { KeyVault } from "./key-vault.ts";
import { openObjectCipher, type ObjectCipher } from "./object-cipher.ts";

/** A tenant's keys as whoever asks has them. */
export interface Keyed {
  readonly siloKeys: KeyRing;
  /** Asked once for keys that were made since: what is read may have been written with one of them. */
  readonly renewKeys?: () => Promise<KeyRing>;
}

export interface Sealer {
  begin(name: string, plainBytes: number): Promise<ObjectCipher>;
  resume(name: string, header: SealHeader): Promise<ObjectCipher>;
  seal(name: string, plain: Uint8Array): Promise<Uint8Array>;
  /** Throws for bytes that were not sealed under this name. */
  open(name: string, stored: Uint8Array): Promise<Uint8Array>;
}

export interface SealedBy {
  readonly vault: KeyVault;
  readonly tenantId: string;
  readonly keyed: Keyed;
  readonly random: Random;
}

export function createSealer({ vault, tenantId, keyed, random }: SealedBy): Sealer {
  let ring = keyed.siloKeys;
  const keyOf = async (version: number): Promise<CryptoKey> => {
    const has = () => ring.find((key) => key.version === version);
    if (has() === undefined && keyed.renewKeys !== undefined) ring = await keyed.renewKeys();
    const key = has();
    if (key === undefined) throw new Error(`\`${tenantId}\` has no key ${version}`);
    return vault.unwrap(tenantId, key);
  };
  const begin: Sealer["begin"] = async (name, plainBytes) => {
    const newest = ring.at(-1);
    if (newest === undefined)
      throw new Error(`the silo \`${tenantId}\` has no key: nothing is stored in it in the clear`);
    const header = makeHeader({ keyVersion: newest.version, plainBytes, chance: random(CHANCE_BYTES) });
    return openObjectCipher(await keyOf(newest.version), header, name);
  };
  const resume: Sealer["resume"] = async (name, header) =>
    openObjectCipher(await keyOf(header.keyVersion), header, name);
  return {
    begin,
    resume,
    seal: async (name, plain) => (await begin(name, plain.length)).seal(plain),
    open: async (name, stored) => {
      const header = parseHeader(stored);
      if (header === null || sealedBytes(header) !== stored.length)
        throw new Error(`\`${name}\` is not what was sealed`);
      const cipher = await resume(name, header);
      return cipher.openFrames(stored.subarray(HEADER_BYTES), 0);
    },
  };
}
