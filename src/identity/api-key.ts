// The text of an API key: `tgk_{cell}_{tenant}_{key}_{secret}{checksum}`.
// It names its cell and tenant, so that a request to the base domain needs no other name; its checksum lets typing
// errors and scanners be told from guesses without a look-up. Only the SHA-256 of the secret is ever stored: with 160
// random bits a slow hash would protect nothing more.

import { crc32 } from "node:zlib";
import { JURISDICTIONS, type Jurisdiction } from "../directory/index.ts";
import { hex } from "../kernel/bytes.ts";
import { base32, isId, type KeyId, type Random, type TenantId } from "../kernel/ids.ts";
import { sha256 } from "../kernel/sha256.ts";

const MARK = "tgk";
const SECRET_CHARS = 32;
const CHECKSUM_CHARS = 7;

export interface KeyName {
  readonly cell: Jurisdiction;
  readonly tenantId: TenantId;
  readonly keyId: KeyId;
}

export interface ParsedKey extends KeyName {
  /** SHA-256 of the secret, in hexadecimal: what is stored and compared. */
  readonly secretHash: string;
}

function checksum(text: string): string {
  const sum = crc32(text);
  return base32(Uint8Array.from({ length: CHECKSUM_CHARS }, (_, i) => (sum >>> (5 * i)) & 31));
}

export function hashSecret(secret: string): string {
  return hex(sha256(secret));
}

export interface MintedKey {
  /** Shown once, to whoever made the key. */
  readonly text: string;
  readonly secretHash: string;
}

export function mintKey(name: KeyName, random: Random): MintedKey {
  const secret = base32(random(SECRET_CHARS));
  const body = `${MARK}_${name.cell}_${name.tenantId.slice(4)}_${name.keyId.slice(4)}_${secret}`;
  return { text: body + checksum(body), secretHash: hashSecret(secret) };
}

const SHAPE = /^tgk_([a-z]{2})_([0-9a-z]{20})_([0-9a-z]{20})_([0-9a-z]{32})([0-9a-z]{7})$/;

/** The parts of a key's text, or null when it is not a key of ours (shape or checksum). Proves nothing by itself. */
export function parseKey(text: string): ParsedKey | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [, cell = "", tenant = "", key = "", secret = "", sum] = match;
  const tenantId = `ten_${tenant}`;
  const keyId = `key_${key}`;
  if (!(JURISDICTIONS as readonly string[]).includes(cell)) return null;
  if (!isId("tenant", tenantId) || !isId("key", keyId)) return null;
  if (checksum(text.slice(0, -CHECKSUM_CHARS)) !== sum) return null;
  return { cell: cell as Jurisdiction, tenantId, keyId, secretHash: hashSecret(secret) };
}
