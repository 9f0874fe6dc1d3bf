// Makes one bucket's bills the same as another's, a page at a time: what is missing or different is copied, what is no longer
// there is taken away. No import begins or ends during a move. Repeating a page costs its looks only.

import { billPrefix } from "../../finops/store/bill-files.ts";
import { parseHex } from "../../kernel/bytes.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { Sides } from "./copy-blocks.ts";

/** Copies what there is, then takes away what there is no more; null when neither is left to do. */
export type BillsPlace = { readonly step: "copy" | "prune"; readonly cursor: string | null } | null;

export const BILLS_FROM_START: NonNullable<BillsPlace> = { step: "copy", cursor: null };

const PAGE = 50;

type StoredObject = NonNullable<Awaited<ReturnType<TenantBucket["head"]>>>;

async function copyObject(from: TenantBucket, to: TenantBucket, object: StoredObject): Promise<void> {
  const found = await from.get(object.key);
  if (found === null) return;
  const digest = object.sha256 === null ? null : parseHex(object.sha256);
  await to.put(object.key, await found.arrayBuffer(), digest === null ? {} : { sha256: digest });
}

async function copyFrom({ from, to }: Sides, objects: readonly StoredObject[]): Promise<void> {
  const heads = await Promise.all(objects.map(({ key }) => to.bucket.head(key)));
  for (const [at, object] of objects.entries()) {
    const copied = heads[at] ?? null;
    if (copied === null || copied.sha256 === null || copied.sha256 !== object.sha256)
      await copyObject(from.bucket, to.bucket, object);
  }
}

async function pruneTo({ from, to }: Sides, objects: readonly StoredObject[]): Promise<void> {
  const heads = await Promise.all(objects.map(({ key }) => from.bucket.head(key)));
  await to.bucket.delete(objects.filter((_, at) => heads[at] === null).map(({ key }) => key));
}

/** One page; where the next one begins. */
export async function copyBillsPage(sides: Sides, place: NonNullable<BillsPlace>): Promise<BillsPlace> {
  if (sides.isSameBucket) return null;
  const { bucket } = place.step === "copy" ? sides.from : sides.to;
  const page = await bucket.list({
    prefix: billPrefix(bucket.tenantId),
    limit: PAGE,
    ...(place.cursor === null ? {} : { cursor: place.cursor }),
  });
  await (place.step === "copy" ? copyFrom(sides, page.objects) : pruneTo(sides, page.objects));
  if (page.cursor !== null) return { step: place.step, cursor: page.cursor };
  return place.step === "copy" ? { step: "prune", cursor: null } : null;
}
