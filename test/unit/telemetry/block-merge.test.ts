// Merging and its plan: a merged block says what its parts said, and groups never cross a day, a shard or another block.

import { expect, test } from "vitest";
import { buildBlocks, type BuiltBlock } from "../../../src/telemetry/block/build-blocks.ts";
import { loadFooter } from "../../../src/telemetry/block/block-footer.ts";
import { type BlockMeta, blockObjectKey } from "../../../src/telemetry/block/block-meta.ts";
import { memorySource } from "../../../src/telemetry/block/byte-source.ts";
import { mergeBlocks } from "../../../src/telemetry/block/merge-blocks.ts";
import { mayHoldName, nameBloom } from "../../../src/telemetry/block/name-bloom.ts";
import { MERGE_BOUNDS, planCompaction } from "../../../src/telemetry/block/plan-compaction.ts";
import { readRowGroup } from "../../../src/telemetry/block/row-group-read.ts";
import { columnsOf } from "../../../src/telemetry/signals.ts";
import { type Row, rowsOfTable, seeded, seriesId, tableOf } from "./sample-tables.ts";

const NOON = 1_795_435_200_000_000_000n;
const footers = { get: () => undefined, set: () => undefined };
const options = {
  shard: 0,
  level: 0,
  identify: (day: string) => ({ blockId: `blk_${day}`, objectKey: `key/${day}` }),
};

function randomRows(seq: number, random: () => number): Row[] {
  return Array.from({ length: 1 + Math.floor(random() * 40) }, () => ({
    metric: "m",
    series: seriesId(Math.floor(random() * 4)),
    service_name: random() < 0.5 ? null : "api",
    time: NOON + BigInt(Math.floor(random() * 20)),
    value: random(),
    seq: BigInt(seq),
  }));
}

async function rowsIn(block: BuiltBlock): Promise<Row[]> {
  const source = memorySource(block.bytes);
  const footer = await loadFooter("key", source, footers);
  const columns = columnsOf("metrics").map(([name]) => name);
  const tables = footer.rowGroups.map((group) => readRowGroup(source, { signal: "metrics", group, columns }));
  return (await Promise.all(tables)).flatMap(rowsOfTable);
}

test("a merged block equals the block of all rows built at once", async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const tables = Array.from({ length: 9 }, (_, seq) => tableOf("metrics", randomRows(seq, random)));
  const parts = (await Promise.all(tables.map((table) => buildBlocks("metrics", [table], options)))).flat();
  const merged = await mergeBlocks(
    "metrics",
    parts.map(({ bytes, meta }) => ({ objectKey: meta.objectKey, source: memorySource(bytes) })),
    { ...options, level: 1, footers },
  );
  const [whole] = await buildBlocks("metrics", tables, options);
  expect(await rowsIn(merged as BuiltBlock), `seed ${seed}`).toEqual(await rowsIn(whole as BuiltBlock));
  expect(merged?.meta).toMatchObject({ level: 1, seqTo: 9, rows: whole?.meta.rows });
});

const meta = (seqFrom: number, other: Partial<BlockMeta> = {}): BlockMeta => ({
  blockId: `blk_${seqFrom}`,
  signal: "metrics",
  day: "2026-11-23",
  shard: 0,
  level: 0,
  rows: 1e3,
  sizeBytes: 1e4,
  minTimeMs: 0,
  maxTimeMs: 1,
  seqFrom,
  seqTo: seqFrom + 1,
  names: new Uint8Array(8),
  objectKey: "key",
  ...other,
});

const run = (from: number, count: number, other: Partial<BlockMeta> = {}): BlockMeta[] =>
  Array.from({ length: count }, (_, index) => meta(from + index, other));

const idsOf = (groups: BlockMeta[][]): number[][] =>
  groups.map((group) => group.map((block) => block.seqFrom));

test("eight small neighbours are merged, seven are left", () => {
  expect(idsOf(planCompaction(run(0, 8).reverse()))).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
  expect(planCompaction(run(0, 7))).toEqual([]);
});

test("a group crosses neither day, shard, signal nor level", () => {
  const apart = [
    ...run(0, 4),
    ...run(4, 4, { day: "2026-11-24" }),
    ...run(8, 4, { shard: 1 }),
    ...run(12, 4, { signal: "logs" }),
    ...run(16, 4, { shard: 2, level: 1 }),
    ...run(20, 4, { shard: 2 }),
  ];
  expect(planCompaction(apart)).toEqual([]);
});

test("a block of another level between two runs keeps them apart", () => {
  expect(planCompaction([...run(0, 5), meta(5, { level: 1 }), ...run(6, 5)])).toEqual([]);
});

test("a merged block stays within the bound of its signal", () => {
  const half = Math.ceil(MERGE_BOUNDS.metrics.rows / 10);
  const groups = planCompaction(run(0, 25, { rows: half }));
  expect(groups.map((group) => group.length)).toEqual([10, 10]);
});

test("a bloom holds every name put in and few others", () => {
  const names = Array.from({ length: 500 }, (_, index) => `service.${index}.requests`);
  const bloom = nameBloom(names);
  expect(bloom.length).toBe(625);
  expect(names.every((name) => mayHoldName(bloom, name))).toBe(true);
  const others = Array.from({ length: 10_000 }, (_, index) => `other.${index}`).filter((name) =>
    mayHoldName(bloom, name),
  );
  expect(others.length / 10_000).toBeLessThan(0.02);
});

test("an object key names ids and a day only", () => {
  const key = blockObjectKey("ten_1", { signal: "logs", day: "2026-11-23", blockId: "blk_1" });
  expect(key).toBe("tenants/ten_1/telemetry/logs/2026-11-23/blk_1.parquet");
});
