// The key of a tenant's tokens as a bundle carries it, in bytes.
// INVARIANT: without the key there are no tokens: another key's would look like them, and be guessed.

import { parseHex } from "../kernel/bytes.ts";

/** Throws for a bundle without the key: the edge serves no tenant by it (`isOpen`). */
export function hashKeyBytes(hashKey: string | null): Uint8Array {
  const bytes = hashKey === null ? null : parseHex(hashKey);
  if (bytes === null) throw new Error("a bundle without the key of its tokens");
  return bytes;
}
