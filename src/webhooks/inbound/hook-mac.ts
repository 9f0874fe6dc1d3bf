// HMAC (RFC 2104) of a hook's bytes, compared in constant time.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { HmacSettings } from "./hook-source.ts";

interface Signed {
  readonly algorithm: HmacSettings["algorithm"];
  readonly secret: string | Uint8Array;
  /** One after the other. */
  readonly parts: readonly (string | Uint8Array)[];
}

/** Is this the signature? Null, a signature that could not be read, never is. */
export function isMac(offered: Uint8Array | null, { algorithm, secret, parts }: Signed): boolean {
  const mac = createHmac(algorithm, secret);
  for (const part of parts) mac.update(part);
  const right = mac.digest();
  return offered !== null && offered.byteLength === right.byteLength && timingSafeEqual(offered, right);
}
