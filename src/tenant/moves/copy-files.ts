// Makes one bucket's files the same as another's, folder by folder and a page at a time: what is missing or different is copied, what
// is no longer there is taken away. Repeating a page costs its looks only. Of all folders but the blocks', which their catalog names, and
// exports, which are made again.

import { billPrefix } from "../../finops/store/bill-files.ts";
import { parseHex } from "../../kernel/bytes.ts";
import { reportsFolder, sharedFolder } from "../../reporting/index.ts";
import type { TenantBucket } from "../../residency/index.ts";
import { mailFolder } from "../mail/post-mail.ts";
import type { Sides } from "./copy-blocks.ts";

const FOLDERS: readonly ((tenantId: string) => string)[] = [
  billPrefix,
  reportsFolder,
  sharedFolder,
  mailFolder,
];

/** Copies what there is in a folder, then takes away what there is no more; null when nothing is left to do. */
export type FilesPlace = {
  readonly step: "copy" | "prune";
  readonly folder: number;
  readonly cursor: string | null;
} | null;

export const FILES_FROM_START: NonNullable<FilesPlace> = { step: "copy", folder: 0, cursor: null };

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
export async function copyFilesPage(sides: Sides, place: NonNullable<FilesPlace>): Promise<FilesPlace> {
  if (sides.isSameBucket) return null;
  const { step, folder } = place;
  const folderOf = FOLDERS[folder];
  if (folderOf === undefined) return null;
  const { bucket } = step === "copy" ? sides.from : sides.to;
  const page = await bucket.list({
    prefix: folderOf(bucket.tenantId),
    limit: PAGE,
    ...(place.cursor === null ? {} : { cursor: place.cursor }),
  });
  await (step === "copy" ? copyFrom(sides, page.objects) : pruneTo(sides, page.objects));
  if (page.cursor !== null) return { ...place, cursor: page.cursor };
  if (step === "copy") return { step: "prune", folder, cursor: null };
  return folder + 1 < FOLDERS.length ? { step: "copy", folder: folder + 1, cursor: null } : null;
}
