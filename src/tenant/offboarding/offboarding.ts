// A tenant's way out, as its object remembers it: everything is exported into the tenant's own bucket, then, once somebody
// has confirmed it and the grace period is over, everything is deleted and the deletion certified.
// INVARIANT: nothing is deleted before `delete`; from there on there is no way back. Each state's work can be done again.

import { z } from "zod";
import { tenantSchema } from "../../directory/index.ts";

export const OFFBOARDING_STATES = ["settle", "export", "ready", "delete", "certify", "cancelled"] as const;
export type OffboardingState = (typeof OFFBOARDING_STATES)[number];

const CANCELLABLE: ReadonlySet<OffboardingState> = new Set<OffboardingState>(["settle", "export", "ready"]);

export const exportedSchema = z.object({
  files: z.int(),
  bytes: z.int(),
  /** Root of the RFC 6962 tree over the files in the order of their names, in hexadecimal. */
  root: z.string(),
  /** Entries of the audit log that the export holds. */
  audit_size: z.int(),
  /** Blocks that the catalog names and the bucket did not have. */
  missing: z.int(),
});
export type Exported = z.infer<typeof exportedSchema>;

export const offboardingSchema = z.object({
  id: z.string(),
  state: z.enum(OFFBOARDING_STATES),
  reason: z.string(),
  grace_days: z.int(),
  /** What the tenant's status was, for giving it back. */
  status_before: tenantSchema.shape.status,
  /** When each state began. */
  at: z.partialRecord(z.enum(OFFBOARDING_STATES), z.iso.datetime()),
  /** From when on the deletion may be confirmed; null until the export is there. */
  delete_after: z.iso.datetime().nullable(),
  exported: exportedSchema.nullable(),
});
export type Offboarding = z.infer<typeof offboardingSchema>;

/** A store and what was removed from it. */
export const removalSchema = z.object({
  kind: z.enum(["database", "bucket", "shard", "object_left", "tenant_object"]),
  name: z.string(),
  jurisdiction: z.string(),
  /** Of a shard or a former object: which. */
  shard: z.int().nullable(),
  isolation: z.enum(["pool", "silo"]),
  pool: z.int(),
  counts: z.record(z.string(), z.int()),
  is_removed: z.boolean(),
});
export type Removal = z.infer<typeof removalSchema>;

export const progressSchema = z.object({
  step: z.string(),
  /** Where the step goes on; null where it begins. */
  cursor: z.json().nullable(),
  done: z.int(),
  total: z.int(),
  missing: z.int(),
  audit_size: z.int(),
  removals: z.array(removalSchema),
  certificate: z.string().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

export function newProgress(step: string): Progress {
  const none = { cursor: null, done: 0, total: 0, missing: 0, audit_size: 0 };
  return { step, ...none, removals: [], certificate: null };
}

export const isOpen = ({ state }: Pick<Offboarding, "state">): boolean => state !== "cancelled";
export const isCancellable = ({ state }: Pick<Offboarding, "state">): boolean => CANCELLABLE.has(state);

/** Of the work of its state. */
export function percentOf(
  { state }: Pick<Offboarding, "state">,
  { done, total, removals }: Progress,
): number {
  if (state === "settle" || state === "cancelled") return 0;
  if (state === "ready" || state === "certify") return 100;
  const removed = removals.filter((removal) => removal.is_removed).length;
  const [part, whole] = state === "delete" ? [removed, removals.length] : [done, total];
  return whole === 0 ? 0 : Math.min(99, Math.floor((100 * part) / whole));
}

export function exportFolder(tenantId: string): string {
  return `tenants/${tenantId}/export/`;
}

/** Where the export is, in the tenant's bucket. */
export function exportPrefix(tenantId: string, offboardingId: string): string {
  return `${exportFolder(tenantId)}${offboardingId}/`;
}
