// Makes one place's blocks the same as another's, a page at a time: what is missing is copied, what is no longer there
// is taken away. Repeating a page costs its reading only. Object before catalog row, as when a block is first stored.

import type { TenantBucket, TenantDb } from "../../residency/index.ts";
import type { BlockMeta } from "../../telemetry/index.ts";
import { putBlock } from "../../telemetry/store/block-store.ts";
import { deleteBlocks, insertBlocks } from "../../telemetry/store/catalog.ts";
import { FIRST_KEY, pageBlocks } from "../../telemetry/store/catalog-pages.ts";
import { startCounting } from "./account.ts";
import type { Account } from "./move.ts";

/** A tenant's block catalog and bucket in one place. */
export interface Side {
  readonly database: TenantDb;
  readonly bucket: TenantBucket;
}

export interface Sides {
  readonly from: Side;
  readonly to: Side;
  /** Between two databases of a pool only the catalog moves: objects stay in the cell's one bucket. */
  readonly isSameBucket: boolean;
}

type PageKey = Parameters<typeof pageBlocks>[1]["after"];

export interface CopiedPage {
  /** Blocks copied or taken away. */
  readonly changed: number;
  /** Where the next page begins; null after the last. */
  readonly next: PageKey | null;
}

export const COPY_FROM_START: PageKey = FIRST_KEY;

const PAGE = 50;
const HEADS_AT_ONCE = 10;

const nameOf = ({ signal, day, blockId }: BlockMeta): string => `${signal} ${day} ${blockId}`;

/** Is what the new place has of a block what the old one has? */
export type IsSame = (sides: Sides, there: BlockMeta, here: BlockMeta) => Promise<boolean>;

/** A block that was written again after a crash keeps its name; its size or rows tell. */
export const isSameRow: IsSame = async (_sides, there, here) =>
  there.sizeBytes === here.sizeBytes && there.rows === here.rows;

/** Costs a look at both objects: for the last pass, when nothing changes any more. */
export const isSameContent: IsSame = async (sides, there, here) => {
  const heads = [sides.from, sides.to].map(async ({ bucket }) => bucket.head(here.objectKey));
  const [old, copied] = await Promise.all(heads);
  return (await isSameRow(sides, there, here)) && old?.sha256 === copied?.sha256;
};

export async function copyPage(sides: Sides, after: PageKey, isSame: IsSame): Promise<CopiedPage> {
  const { from, to } = sides;
  const page = await pageBlocks(from.database, { after, upTo: null, limit: PAGE });
  const last = page.length < PAGE ? null : (page.at(-1) ?? null);
  const there = await pageBlocks(to.database, { after, upTo: last, limit: PAGE * PAGE });
  const wanted = new Set(page.map(nameOf));
  const gone = there.filter((block) => !wanted.has(nameOf(block)));
  await takeAway(sides, gone);
  const kept = new Map(there.map((block) => [nameOf(block), block]));
  let changed = gone.length;
  for (const block of page) {
    const copied = kept.get(nameOf(block));
    if (copied !== undefined && (await isSame(sides, copied, block))) continue;
    if (await copyBlock(sides, block)) changed++;
  }
  return { changed, next: last };
}

/** False when the object is gone: merged away since the page was read, which the next pass will see. */
async function copyBlock({ from, to, isSameBucket }: Sides, block: BlockMeta): Promise<boolean> {
  if (!isSameBucket) {
    const object = await from.bucket.get(block.objectKey);
    if (object === null) return false;
    await putBlock(to.bucket, block.objectKey, new Uint8Array(await object.arrayBuffer()));
  }
  await insertBlocks(to.database, [block]);
  return true;
}

async function takeAway({ to, isSameBucket }: Sides, blocks: readonly BlockMeta[]): Promise<void> {
  if (blocks.length === 0) return;
  await deleteBlocks(to.database, blocks);
  if (!isSameBucket) await to.bucket.delete(blocks.map((block) => block.objectKey));
}

/** Counts all that a place holds. A block whose object is missing is counted as such, and differs from every other. */
export async function countSide({ database, bucket }: Side): Promise<Account> {
  const counting = startCounting();
  let after: PageKey | null = FIRST_KEY;
  while (after !== null) {
    const page: BlockMeta[] = await pageBlocks(database, { after, upTo: null, limit: PAGE });
    const contents = await contentsOf(bucket, page);
    for (const [at, block] of page.entries()) counting.add(block, contents[at] ?? "missing");
    after = page.length < PAGE ? null : (page.at(-1) ?? null);
  }
  return counting.account();
}

async function contentsOf(bucket: TenantBucket, page: readonly BlockMeta[]): Promise<string[]> {
  const contents: string[] = [];
  for (let at = 0; at < page.length; at += HEADS_AT_ONCE) {
    const heads = page
      .slice(at, at + HEADS_AT_ONCE)
      .map(async ({ objectKey }) => (await bucket.head(objectKey))?.sha256 ?? "missing");
    contents.push(...(await Promise.all(heads)));
  }
  return contents;
}
