// Blocks in the R2 bucket of the tenant's cell.
// INVARIANT: only the shard's work that is named in an intent writes a key; repeated after a crash it writes it again, and
// the catalog row after it, so that object and row agree even when a newer release of the encoder does the repeating.
// R2 checks the bytes against their SHA-256 on the way in.

import { sha256 } from "../../kernel/sha256.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { ByteSource } from "../block/byte-source.ts";

export async function putBlock(bucket: TenantBucket, objectKey: string, bytes: Uint8Array): Promise<void> {
  await bucket.put(objectKey, bytes, {
    sha256: sha256(bytes),
    httpMetadata: { contentType: "application/vnd.apache.parquet" },
  });
}

/** Reads ranges of one object. A missing object throws: the catalog named it, so it is a bug or a deletion under way. */
export function openBlock(bucket: TenantBucket, objectKey: string, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    async read(start, end) {
      const object = await bucket.get(objectKey, { offset: start, length: end - start });
      if (object === null) throw new Error(`block object ${objectKey} is not in the bucket`);
      const bytes = new Uint8Array(await object.arrayBuffer());
      if (bytes.length !== end - start)
        throw new Error(`block object ${objectKey} is shorter than the catalog says`);
      return bytes;
    },
  };
}
