// HMAC-SHA-256 (RFC 2104, FIPS 180-4), synchronously: rows are rewritten between two awaits.

import { createHmac } from "node:crypto";

/** Of the parts one after the other. */
export function hmacSha256(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
}
