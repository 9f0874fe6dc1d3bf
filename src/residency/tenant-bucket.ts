// A handle of a cell's or silo's bucket that is made for one tenant: every key begins with `tenants/{id}/`.
// A key that does not is a bug of ours: the handle throws, before it asks the bucket anything.

export interface TenantBucket {
  readonly tenantId: string;
  get(key: string, range?: R2Range): Promise<StoredBody | null>;
  head(key: string): Promise<StoredObject | null>;
  put(
    key: string,
    value: ArrayBufferView | ArrayBuffer | string,
    options?: R2PutOptions,
  ): Promise<StoredObject>;
  /** Of the tenant's own keys those that begin with `prefix`; all of them without one. */
  list(wanted?: ListedBy): Promise<ObjectPage>;
  /** LIMIT: R2 deletes up to 1,000 keys at once. */
  delete(keys: readonly string[]): Promise<void>;
}

/** The bytes that were put, or the range that was asked for; in a silo they are opened when they are asked for. */
export interface StoredBody {
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What was put: size and digest are of the content, also where it is stored sealed. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly storedAtMs: number;
  /** In hexadecimal; null for an object that was stored without one. */
  readonly sha256: string | null;
}

interface ListedBy {
  readonly prefix?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface ObjectPage {
  readonly keys: readonly string[];
  readonly objects: readonly StoredObject[];
  /** Where the next page begins; null after the last. */
  readonly cursor: string | null;
}

function tenantPrefix(tenantId: string): string {
  return `tenants/${tenantId}/`;
}

/** Keys are no paths to R2, but they are to tools that copy buckets to disks. */
export function isKeyOf(tenantId: string, key: string): boolean {
  if (tenantId === "" || tenantId.includes("/") || !key.startsWith(tenantPrefix(tenantId))) return false;
  const segments = key.slice(tenantPrefix(tenantId).length).split("/");
  return segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/** May a listing begin with it? The last segment need not be whole. */
export function isPrefixOf(tenantId: string, prefix: string): boolean {
  return isKeyOf(tenantId, `${prefix}x`);
}

/** Throws for a key that is not the tenant's own. */
export function ownKey(tenantId: string, key: string): string {
  if (!isKeyOf(tenantId, key)) throw new Error(`a key outside \`${tenantPrefix(tenantId)}\``);
  return key;
}

/** Where a listing begins: with everything of the tenant unless it says otherwise. */
export function ownPrefix(tenantId: string, prefix: string = tenantPrefix(tenantId)): string {
  if (!isPrefixOf(tenantId, prefix)) throw new Error(`a prefix outside \`${tenantPrefix(tenantId)}\``);
  return prefix;
}
