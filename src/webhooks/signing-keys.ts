// The keys of Standard Webhooks 1.0 as texts: `whsec_` (HMAC, 24 to 64 bytes), `whsk_` and `whpk_` (Ed25519, the private and the
// public half). A private half is the seed of RFC 8032 with the public half behind it, as other implementations write it;
// the seed alone is read too.

import { base64, concatBytes, parseBase64, parseBase64url } from "../kernel/bytes.ts";
import type { Random } from "../kernel/ids.ts";
import type { SignatureScheme } from "./endpoint.ts";

const SECRET_BYTES = 32;
const SEED_BYTES = 32;
const LEAST_SECRET_BYTES = 24;
const MOST_SECRET_BYTES = 64;
/** RFC 8410: what stands before the seed in PKCS #8. */
const PKCS8_PREFIX = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);

export interface SigningKey {
  readonly scheme: SignatureScheme;
  /** The HMAC secret, the Ed25519 seed, or the Ed25519 public key. */
  readonly bytes: Uint8Array;
}

function bytesAfter(prefix: string, text: string): Uint8Array | null {
  return text.startsWith(prefix) ? parseBase64(text.slice(prefix.length)) : null;
}

function isOfSize(bytes: Uint8Array | null, least: number, most: number): bytes is Uint8Array {
  return bytes !== null && bytes.byteLength >= least && bytes.byteLength <= most;
}

/** What signs: `whsec_…` or `whsk_…`; null for anything else. */
export function parseSigningKey(text: string): SigningKey | null {
  const secret = bytesAfter("whsec_", text);
  if (isOfSize(secret, LEAST_SECRET_BYTES, MOST_SECRET_BYTES)) return { scheme: "v1", bytes: secret };
  const pair = bytesAfter("whsk_", text);
  if (pair === null || (pair.byteLength !== SEED_BYTES && pair.byteLength !== SEED_BYTES * 2)) return null;
  return { scheme: "v1a", bytes: pair.subarray(0, SEED_BYTES) };
}

/** What verifies: `whsec_…` or `whpk_…`; null for anything else. */
export function parseVerifyingKey(text: string): SigningKey | null {
  const secret = bytesAfter("whsec_", text);
  if (isOfSize(secret, LEAST_SECRET_BYTES, MOST_SECRET_BYTES)) return { scheme: "v1", bytes: secret };
  const bytes = bytesAfter("whpk_", text);
  return isOfSize(bytes, SEED_BYTES, SEED_BYTES) ? { scheme: "v1a", bytes } : null;
}

export async function importSeed(
  seed: Uint8Array,
  extractable: "extractable" | "sealed",
): Promise<CryptoKey> {
  const pkcs8 = concatBytes([PKCS8_PREFIX, seed]);
  return crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", extractable === "extractable", ["sign"]);
}

export interface NewSigningKey {
  /** Told once, then sealed; of an Ed25519 pair the private half is told to nobody. */
  readonly secret: string;
  /** What verifies an Ed25519 signature; null for HMAC, where the secret does. */
  readonly publicKey: string | null;
}

export async function newSigningKey(scheme: SignatureScheme, random: Random): Promise<NewSigningKey> {
  if (scheme === "v1") return { secret: `whsec_${base64(random(SECRET_BYTES))}`, publicKey: null };
  const seed = random(SEED_BYTES);
  const publicKey = await publicHalf(seed);
  return {
    secret: `whsk_${base64(concatBytes([seed, publicKey]))}`,
    publicKey: `whpk_${base64(publicKey)}`,
  };
}

async function publicHalf(seed: Uint8Array): Promise<Uint8Array> {
  const jwk = await crypto.subtle.exportKey("jwk", await importSeed(seed, "extractable"));
  const bytes = "x" in jwk && typeof jwk.x === "string" ? parseBase64url(jwk.x) : null;
  if (bytes === null) throw new TypeError("the key has no public half");
  return bytes;
}
