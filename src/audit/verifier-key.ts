// The public key that checks a log, as text: `name+hash+base64(0x01 || key)` with the key id of C2SP signed-note:
// the first four bytes of SHA-256(name || 0x0A || 0x01 || key). Only Ed25519 (type 0x01) is known.

import { base64, concatBytes, hex, isSameBytes, parseBase64 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { sha256 } from "../kernel/sha256.ts";

export interface VerifierKey {
  /** Equal to the checkpoint's origin. No spaces, no plus. */
  readonly name: string;
  readonly keyId: Uint8Array;
  /** The 32 bytes of RFC 8032. */
  readonly publicKey: Uint8Array;
}

const ED25519 = new Uint8Array([1]);
const PUBLIC_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;

export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}\p{Z}]+$/u.test(name) && name.isWellFormed();
}

/** Throws a TypeError for a name or a key that no verifier would take. */
export function createVerifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new TypeError("a key name with spaces, a plus or nothing in it");
  if (publicKey.byteLength !== PUBLIC_KEY_BYTES) throw new TypeError("a public key that is not of 32 bytes");
  const keyId = sha256(`${name}\n`, ED25519, publicKey).slice(0, KEY_ID_BYTES);
  return { name, keyId, publicKey };
}

export function encodeVerifierKey({ name, keyId, publicKey }: VerifierKey): string {
  return `${name}+${hex(keyId)}+${base64(concatBytes([ED25519, publicKey]))}`;
}

/** The key of its text, or `audit.malformed`. */
export function parseVerifierKey(text: string): Result<VerifierKey> {
  const malformed = failed(
    fault("audit.malformed", "a verifier key is `name+hash+base64` of an Ed25519 key"),
  );
  // Base64 has a plus too: only the first two part the text.
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  if (match === null) return malformed;
  const [, name = "", , encoded = ""] = match;
  const bytes = parseBase64(encoded);
  if (bytes === null || bytes.byteLength !== 1 + PUBLIC_KEY_BYTES || !isKeyName(name)) return malformed;
  const key = createVerifierKey(name, bytes.slice(1));
  // One spelling per key: this also refuses another type byte and a key id that is not the key's.
  return encodeVerifierKey(key) === text ? ok(key) : malformed;
}

export function isSameVerifierKey(left: VerifierKey, right: VerifierKey): boolean {
  return left.name === right.name && isSameBytes(left.publicKey, right.publicKey);
}
