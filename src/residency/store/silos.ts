// What opens the silos of this deployment: the vault of its master keys, and with it a tenant's bucket and rows.
// INVARIANT: without a master key nothing of a silo is read or written; a pool needs none.

import type { Random } from "../../kernel/ids.ts";
import { parseMasterKeys } from "../master-keys.ts";
import type { TenantBucket } from "../tenant-bucket.ts";
import { createKeyVault, type KeyVault } from "./key-vault.ts";
import { openSealedBucket } from "./sealed-bucket.ts";
import { openTenantBucket } from "./tenant-bucket.ts";
import { createSealer, type Keyed, type Sealer } from "./sealer.ts";

/** A tenant with the keys that its silo is sealed with. */
export type KeyHolder = Keyed & { readonly id: string };

export interface Silos {
  readonly vault: KeyVault;
  /** For bytes of a silo that are in no bucket. */
  sealer(tenant: KeyHolder): Sealer;
  /** Can what this tenant has be opened here? A pool's always; a silo's with the master keys that wrap its keys. */
  opens(tenant: Pick<Keyed, "siloKeys"> & { readonly isolation: "pool" | "silo" }): boolean;
}

/** `masterKeys` as the setting has them; undefined for none. */
export function openSilos(masterKeys: string | undefined, random: Random): Silos {
  const parsed = masterKeys === undefined ? new Map<number, Uint8Array>() : parseMasterKeys(masterKeys);
  if (parsed === null) throw new Error("settings missing or wrong: CELL_MASTER_KEY");
  const vault = createKeyVault(parsed, random);
  return {
    vault,
    sealer: ({ id: tenantId, ...keyed }) => createSealer({ vault, tenantId, keyed, random }),
    opens: ({ isolation, siloKeys }) => isolation === "pool" || vault.opens(siloKeys),
  };
}

type Holder = KeyHolder & { readonly isolation: "pool" | "silo" };

/** The handle of a tenant's bucket: a silo's is sealed. */
export function openBucket(silos: Silos, bucket: R2Bucket, tenant: Holder): TenantBucket {
  if (tenant.isolation === "pool") return openTenantBucket(bucket, tenant.id);
  const sinceMs = Date.parse(tenant.siloKeys[0]?.made_at ?? "");
  return openSealedBucket(bucket, tenant.id, { sealer: silos.sealer(tenant), sinceMs });
}
