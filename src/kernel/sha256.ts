// SHA-256, synchronously: commits hash inside a storage transaction, where nothing may be awaited.

import { createHash, hash as hashOnce, timingSafeEqual } from "node:crypto";
import { concatBytes, utf8 } from "./bytes.ts";

const SHORT_BYTES = 16_384;

function joined(parts: readonly (Uint8Array | string)[]): Uint8Array {
  return concatBytes(parts.map((part) => (typeof part === "string" ? utf8(part) : part)));
}

export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0);
  // A hash object is a stream, which costs more than joining and hashing what is short.
  if (sizeBytes < SHORT_BYTES) return new Uint8Array(hashOnce("sha256", joined(parts), "buffer"));
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export interface RunningHash {
  add(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** Of what comes in pieces. */
export function startSha256(): RunningHash {
  const hash = createHash("sha256");
  return { add: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
}

/** Compares in time that depends on the lengths only. */
export function isSameSecret(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
