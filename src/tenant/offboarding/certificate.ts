// The certificate of a deletion: what was removed from where, how much of it, and the last root of the audit log. It is
// kept in the directory after the tenant is gone, so it holds ids, names of stores, counts and places only.

import type { SealedHead } from "../seal.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { guaranteeOf, type Deployment } from "../../residency/index.ts";
import type { Tenant } from "../../directory/index.ts";
import type { Offboarding, Removal } from "./offboarding.ts";

export const CERTIFICATE_TYPE = "traceo-deletion+jws";

/** Half a year: longer than clients, collectors and links are seen to go on with an address that is gone. */
const SLUG_KEPT_DAYS = 180;
/** D1's Time Travel and the point-in-time recovery of Durable Objects. */
const RESTORABLE_DAYS = 30;

export function slugFreeAt(deletedAtMs: number): number {
  return deletedAtMs + SLUG_KEPT_DAYS * DAY_MS;
}

export interface Deleted {
  readonly tenant: Tenant;
  readonly record: Offboarding;
  readonly removals: readonly Removal[];
  /** Keys of a silo: what was sealed with them opens no more. */
  readonly siloKeys: number;
  readonly head: SealedHead;
  readonly deletedAtMs: number;
  readonly deployment: Deployment;
}

const instant = (ms: number): string => new Date(ms).toISOString();

export function certificateOf(deleted: Deleted): Json {
  const { tenant, record, removals, head, deletedAtMs } = deleted;
  const { MODE, CELL } = deleted.deployment;
  const { guarantee, source } = guaranteeOf(tenant.jurisdiction, { MODE, CELL });
  const { id, slug, jurisdiction, isolation } = tenant;
  return JSON.parse(
    JSON.stringify({
      format: "traceo-deletion/1",
      tenant: id,
      slug,
      jurisdiction,
      isolation,
      guarantee: { guarantee, source },
      offboarding: record.id,
      began_at: record.at.settle,
      confirmed_at: record.at.delete,
      deleted_at: instant(deletedAtMs),
      exported: record.exported,
      removed: removals.map(({ is_removed: _done, pool: _pool, ...removal }) => removal),
      silo_keys_destroyed: deleted.siloKeys,
      audit: { size: head.size, checkpoint: head.checkpoint, vkey: head.vkey },
      slug_free_at: instant(slugFreeAt(deletedAtMs)),
      remains: remainsOf(deletedAtMs),
    }),
  ) as Json;
}

function remainsOf(deletedAtMs: number): Json {
  const restorable = instant(deletedAtMs + RESTORABLE_DAYS * DAY_MS);
  return [
    "this certificate, the tenant's id, its slug, its custom domains and its jurisdiction, in the directory",
    `on the platform: rows of D1 and of Durable Objects, wrapped silo keys among them, can be restored by the operator until ${restorable} at the latest; until then shredding the keys is not final`,
    "lines of the access log and dead letters with the tenant's id, as long as the operator keeps those",
    "a silo's own database and bucket, empty, until the operator unprovisions them",
  ];
}
