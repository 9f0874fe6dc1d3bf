// Empties a place of everything a tenant has there: rows first, of the catalog and of usage, then every object under its prefix, also those
// that no row names any more. Repeating it is harmless.

import { emptyUsage } from "../../finops/store/projection.ts";
import { showDueReports } from "../../reporting/store/due-reports.ts";
import { emptyCatalog, totalBlocks } from "../../telemetry/store/catalog-pages.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { Sides } from "./copy-blocks.ts";

/** R2 deletes up to 1,000 keys at once. */
const AT_ONCE = 1_000;

export interface Emptied {
  readonly rows: number;
  readonly objects: number;
}

/** One side of a move; a bucket that both sides share is left alone. */
export async function emptySide(sides: Sides, which: "from" | "to"): Promise<Emptied> {
  const { database, bucket } = sides[which];
  const { blocks: rows } = await totalBlocks(database);
  await emptyCatalog(database);
  await emptyUsage(database);
  await showDueReports(database, null);
  return { rows, objects: sides.isSameBucket ? 0 : await emptyObjects(bucket) };
}

export async function emptyObjects(bucket: TenantBucket): Promise<number> {
  let objects = 0;
  for (;;) {
    const page = await bucket.list({ limit: AT_ONCE });
    const keys = page.objects.map((object) => object.key);
    if (keys.length === 0) return objects;
    await bucket.delete(keys);
    objects += keys.length;
  }
}
