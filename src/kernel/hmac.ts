// HMAC-SHA-256 (RFC 2104, FIPS 180-4), synchronously: rows are rewritten between two awaits.

import { createHmac } from "node:crypto";

export function hmacSha256(key: Uint8Array, text: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(text).digest());
}
