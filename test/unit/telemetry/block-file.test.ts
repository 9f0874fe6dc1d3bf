// Blocks: what is written comes back, repeats and days are settled, any Parquet reader can open them.

import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildBlocks, type BuiltBlock } from "../../../src/telemetry/block/build-blocks.ts";
import { loadFooter } from "../../../src/telemetry/block/block-footer.ts";
import { ROW_GROUP_ROWS } from "../../../src/telemetry/block/block-file.ts";
import { countReads, memorySource } from "../../../src/telemetry/block/byte-source.ts";
import { planReads, readRowGroup } from "../../../src/telemetry/block/row-group-read.ts";
import { wordsOf } from "../../../src/telemetry/block/words.ts";
import { columnsOf, type Signal, SIGNAL_NAMES } from "../../../src/telemetry/signals.ts";
import type { Table } from "../../../src/telemetry/table.ts";
import {
  type Cell,
  type Row,
  rowsOfTable,
  sampleMetrics,
  seeded,
  seriesId,
  tableOf,
} from "./sample-tables.ts";

const DAY_NANOS = 86_400_000_000_000n;
const NOON = 1_795_435_200_000_000_000n; // 2026-11-23T12:00:00Z
const NO_CACHE = { get: () => undefined, set: () => undefined };

const build = (signal: Signal, tables: readonly Table[]): Promise<BuiltBlock[]> =>
  buildBlocks(signal, tables, {
    shard: 3,
    level: 0,
    identify: (day) => ({ blockId: `blk_${day}`, objectKey: `key/${day}` }),
  });

async function readAll(block: BuiltBlock): Promise<Table[]> {
  const source = memorySource(block.bytes);
  const footer = await loadFooter("key", source, NO_CACHE);
  const columns = columnsOf(block.meta.signal).map(([name]) => name);
  return Promise.all(
    footer.rowGroups.map((group) => readRowGroup(source, { signal: block.meta.signal, group, columns })),
  );
}

async function readRows(block: BuiltBlock): Promise<Row[]> {
  return (await readAll(block)).flatMap(rowsOfTable);
}

const TEXTS = ["", "plain", "na\u00efve", "\u65e5\u672c\u8a9e", "\ud83d\ude80", "x".repeat(300), '{"a":1}'];

function randomCell(kind: string, isNullable: boolean, random: () => number): Cell {
  if (isNullable && random() < 0.3) return null;
  const pick = Math.floor(random() * 1_000);
  if (kind === "dict" || kind === "text") return TEXTS[pick % TEXTS.length] ?? "";
  if (kind === "i64") return BigInt(pick) * 9_007_199_254_740_993n * (pick % 2 === 0 ? 1n : -1n);
  if (kind === "f64") return [pick / 7, Number.NaN, Number.POSITIVE_INFINITY, -0, pick][pick % 5] ?? 0;
  return kind === "bool" ? pick % 2 === 0 : pick - 500;
}

function randomRow(signal: Signal, index: number, random: () => number): Row {
  const cells = columnsOf(signal).map(([name, spec]) => [
    name,
    randomCell(spec.kind, spec.isNullable, random),
  ]);
  const identity = {
    series: seriesId(index),
    metric: `m${index % 3}`,
    trace_id: `t${index % 5}`,
    span_id: `s${index}`,
  };
  const known = Object.entries(identity).filter(([name]) =>
    columnsOf(signal).some(([column]) => column === name),
  );
  return {
    ...Object.fromEntries(cells),
    ...(signal === "logs" ? {} : Object.fromEntries(known)),
    time: NOON + BigInt(index),
    seq: BigInt(index),
  };
}

const byTime = (left: Row, right: Row): number =>
  Number((left["time"] as bigint) - (right["time"] as bigint));

test.each(SIGNAL_NAMES)(
  "every value of %s comes back from a block, nulls and infinities too",
  async (signal) => {
    const seed = Date.now() % 1_000_000;
    console.log(`seed ${seed}`);
    const random = seeded(seed);
    for (const count of [1, 2, 9, 200]) {
      const rows = Array.from({ length: count }, (_, index) => randomRow(signal, index, random));
      const [block] = await build(signal, [tableOf(signal, rows)]);
      const read = await readRows(block as BuiltBlock);
      expect(read.sort(byTime), `seed ${seed}`).toEqual(rows);
    }
  },
);

test("another Parquet reader sees the same rows", async () => {
  const rows = Array.from({ length: 50 }, (_, index) => randomRow("traces", index, seeded(index)));
  const [block] = await build("traces", [tableOf("traces", rows)]);
  const bytes = (block as BuiltBlock).bytes.slice();
  const read = await parquetReadObjects({
    file: bytes.buffer,
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    parsers: { timestampFromNanoseconds: (nanos) => nanos },
  });
  expect((read as Row[]).sort(byTime)).toEqual(rows);
});

test("the stale marker keeps its bits through sorting, writing and reading", async () => {
  const table = tableOf("metrics", [
    { series: "b", time: NOON, value: 1, seq: 0n },
    { series: "a", time: NOON, value: 0, seq: 0n },
  ]);
  const value = table.columns["value"];
  if (value?.kind !== "f64") throw new TypeError("value is a double");
  wordsOf(value.values).set([2, 0x7ff0_0000], 2);
  const [block] = await build("metrics", [table]);
  const read = (await readAll(block as BuiltBlock))[0]?.columns["value"];
  expect(read?.kind === "f64" && Array.from(wordsOf(read.values).slice(0, 2))).toEqual([2, 0x7ff0_0000]);
});

test("of two rows of a series and instant the highest seq is kept, across tables and out of order", async () => {
  const row = (seq: bigint, value: number, offset: bigint): Row => ({
    metric: "m",
    series: "a",
    time: NOON + offset,
    value,
    seq,
  });
  const [block] = await build("metrics", [
    tableOf("metrics", [row(7n, 70, 5n), row(7n, 71, 0n)]),
    tableOf("metrics", [row(4n, 40, 0n), row(5n, 50, 5n), row(9n, 90, -5n)]),
  ]);
  const rows = await readRows(block as BuiltBlock);
  expect(rows.map((read) => [read["time"], read["value"]])).toEqual([
    [NOON - 5n, 90],
    [NOON, 71],
    [NOON + 5n, 70],
  ]);
  expect(block?.meta).toMatchObject({
    seqFrom: 7,
    seqTo: 10,
    rows: 3,
    shard: 3,
    minTimeMs: Number(NOON / 1_000_000n) - 1,
  });
});

test("of two rows of a span the highest seq is kept, and log lines that look alike all stay", async () => {
  const span = (seq: bigint, name: string, offset: bigint): Row => ({
    trace_id: "t",
    span_id: "s",
    name,
    time: NOON + offset,
    seq,
  });
  const [traces] = await build("traces", [tableOf("traces", [span(2n, "late", 9n), span(1n, "early", 0n)])]);
  expect((await readRows(traces as BuiltBlock)).map((row) => row["name"])).toEqual(["late"]);
  const line = { body: "same", time: NOON, seq: 1n };
  const [logs] = await build("logs", [tableOf("logs", [line, line])]);
  expect(logs?.meta.rows).toBe(2);
});

test("a block never crosses a UTC day, even for clocks that are centuries off", async () => {
  const midnight = (NOON / DAY_NANOS) * DAY_NANOS;
  const times = [midnight - 1n, midnight, midnight + DAY_NANOS - 1n, -1n, 0n, -(2n ** 63n), 2n ** 63n - 1n];
  const blocks = await build("logs", [
    tableOf(
      "logs",
      times.map((time, index) => ({ time, seq: BigInt(index) })),
    ),
  ]);
  expect(blocks.map(({ meta }) => [meta.day, meta.rows])).toEqual([
    ["1677-09-21", 1],
    ["1969-12-31", 1],
    ["1970-01-01", 1],
    ["2026-11-22", 1],
    ["2026-11-23", 2],
    ["2262-04-11", 1],
  ]);
});

test("no rows make no block", async () => {
  expect(await build("metrics", [tableOf("metrics", [])])).toEqual([]);
  expect(await build("metrics", [])).toEqual([]);
});

test("the same rows give the same bytes", async () => {
  const rows = Array.from({ length: 30 }, (_, index) => randomRow("logs", index, seeded(index)));
  const [first] = await build("logs", [tableOf("logs", rows)]);
  const [second] = await build("logs", [tableOf("logs", rows)]);
  expect(first?.bytes).toEqual(second?.bytes);
});

test("the footer costs one read and neighbouring columns another", async () => {
  const table = sampleMetrics({
    rows: 120_000,
    metrics: 10,
    seriesPerMetric: 10,
    startMs: Date.UTC(2026, 10, 23),
    stepMs: 10_000,
  });
  const [block] = await build("metrics", [table]);
  const count = { reads: 0, bytes: 0 };
  const source = countReads(memorySource((block as BuiltBlock).bytes), count);
  const footer = await loadFooter("key", source, NO_CACHE);
  expect([count.reads, footer.rowGroups.map((group) => group.rows)]).toEqual([
    1,
    [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 20_000],
  ]);
  const group = footer.rowGroups[1];
  if (group === undefined) throw new TypeError("three row groups are expected");
  await readRowGroup(source, { signal: "metrics", group, columns: ["metric", "time", "value"] });
  expect(count.reads).toBe(1 + planReads(group, ["metric", "time", "value"]).length);
  expect(group.chunks["metric"]).toMatchObject({ least: "metric_4", greatest: "metric_8" });
});

test("a footer larger than the suffix read costs one more read", async () => {
  const data = Array.from({ length: 1_500 }, (_, row) => BigInt(row));
  const columnData = [{ name: "time", data, type: "INT64" as const }];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1, codec: "UNCOMPRESSED" }));
  const count = { reads: 0, bytes: 0 };
  const footer = await loadFooter("key", countReads(memorySource(bytes), count), NO_CACHE);
  expect([count.reads, footer.rowGroups.length, footer.rowGroups[7]?.chunks["time"]?.least]).toEqual([
    2,
    1_500,
    7n,
  ]);
});
