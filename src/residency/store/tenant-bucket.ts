// The one way to an R2 bucket of a cell's pool for a tenant's own objects.

import { hex } from "../../kernel/bytes.ts";
import {
  ownKey,
  ownPrefix,
  type ObjectPage,
  type StoredObject,
  type TenantBucket,
} from "../tenant-bucket.ts";

export function describeObject({ key, size, uploaded, checksums }: R2Object): StoredObject {
  const { sha256 } = checksums;
  return {
    key,
    sizeBytes: size,
    storedAtMs: uploaded.getTime(),
    sha256: sha256 === undefined ? null : hex(new Uint8Array(sha256)),
  };
}

export function listOwn(found: R2Objects, objects: readonly StoredObject[]): ObjectPage {
  return { objects, keys: objects.map(({ key }) => key), cursor: found.truncated ? found.cursor : null };
}

export function openTenantBucket(bucket: R2Bucket, tenantId: string): TenantBucket {
  return {
    tenantId,
    get: async (key, range) => bucket.get(ownKey(tenantId, key), range === undefined ? {} : { range }),
    head: async (key) => {
      const found = await bucket.head(ownKey(tenantId, key));
      return found === null ? null : describeObject(found);
    },
    put: async (key, value, options) =>
      describeObject(await bucket.put(ownKey(tenantId, key), value, options)),
    list: async ({ prefix, ...page } = {}) => {
      const found = await bucket.list({ prefix: ownPrefix(tenantId, prefix), ...page });
      return listOwn(found, found.objects.map(describeObject));
    },
    delete: async (keys) => {
      if (keys.length > 0) await bucket.delete(keys.map((key) => ownKey(tenantId, key)));
    },
  };
}
