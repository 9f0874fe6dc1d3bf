// Which kinds of store a class of data is kept in. Placement opens no other for it; the data-flow map is read from here.
// INVARIANT: the directory and the queues are not in a jurisdiction's hands alone: ids, places and states only.

import type { DataClass } from "../policy/index.ts";

export type StoreKind = "directory" | "tenant_object" | "shard" | "database" | "bucket" | "queue";

/** What may stand in telemetry as it was sent. */
const IN_TELEMETRY = ["shard", "bucket"] as const;

export const DATA_STORES: Readonly<Record<DataClass, readonly StoreKind[]>> = {
  public: ["directory", "tenant_object"],
  operational: ["directory", "tenant_object", "database", "bucket", "queue"],
  usage: ["tenant_object", "database"],
  telemetry: ["shard", "database", "bucket"],
  audit: ["tenant_object", "bucket"],
  // In the bucket as part of an export, when a tenant leaves.
  identity: ["tenant_object", "bucket"],
  credential: ["tenant_object"],
  personal: [...IN_TELEMETRY, "tenant_object"],
  contact: [...IN_TELEMETRY, "tenant_object"],
  financial: IN_TELEMETRY,
  payment_card: IN_TELEMETRY,
  government_id: IN_TELEMETRY,
  health: IN_TELEMETRY,
  biometric: IN_TELEMETRY,
};
