// Secrets of a tenant as its object keeps them: each is sealed under a data key of its own, which the deployment's master key
// wraps; without a master key (a deployment that serves no silo) they are kept as they are.
// INVARIANT: a secret's text is in memory only, while it is made and while it signs.

import { base64url, parseBase64url, parseUtf8, utf8 } from "../../kernel/bytes.ts";
import type { Random } from "../../kernel/ids.ts";
import type { WrappedKey } from "../../kernel/wrapped-key.ts";
import type { KeyVault } from "../../residency/store/key-vault.ts";
import { createSealer } from "../../residency/store/sealer.ts";

export interface SecretBox {
  readonly vault: KeyVault;
  readonly tenantId: string;
  readonly random: Random;
}

/** As it is stored: JSON of this. */
interface Sealed {
  /** Null: not sealed. */
  readonly key: WrappedKey | null;
  readonly value: string;
}

/** A data key seals one text; what it is sealed under says what it is for. */
const VERSION = 1;

export interface Secret {
  /** What the text is good for: sealed under one name it opens under no other. */
  readonly name: string;
  readonly text: string;
  readonly nowMs: number;
}

export async function sealText(box: SecretBox, { name, text, nowMs }: Secret): Promise<string> {
  const { vault, tenantId } = box;
  if (vault.current === null) return JSON.stringify({ key: null, value: text } satisfies Sealed);
  const made = { version: VERSION, made_at: new Date(nowMs).toISOString() };
  const key = await vault.make(tenantId, made);
  const value = base64url(await sealerOf(box, key).seal(name, utf8(text)));
  return JSON.stringify({ key, value } satisfies Sealed);
}

const sealerOf = ({ vault, tenantId, random }: SecretBox, key: WrappedKey) =>
  createSealer({ vault, tenantId, keyed: { siloKeys: [key] }, random });

/** Throws for what was not sealed under this name, and where there is no master key for it. */
export async function openText(box: SecretBox, name: string, sealed: string): Promise<string> {
  const { key, value } = JSON.parse(sealed) as Sealed;
  if (key === null) return value;
  const stored = parseBase64url(value);
  const text = stored === null ? null : parseUtf8(await sealerOf(box, key).open(name, stored));
  if (text === null) throw new Error(`\`${name}\` is not what was sealed`);
  return text;
}

/** The same text, its key under the current master key; unchanged where that is so already. */
export async function rewrapText({ vault, tenantId }: SecretBox, sealed: string): Promise<string> {
  const { key, value } = JSON.parse(sealed) as Sealed;
  if (key === null || vault.current === null || key.master === vault.current) return sealed;
  const [rewrapped = key] = await vault.rewrap(tenantId, [key]);
  return JSON.stringify({ key: rewrapped, value } satisfies Sealed);
}
