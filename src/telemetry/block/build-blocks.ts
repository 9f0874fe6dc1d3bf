// Fresh rows of one shard become blocks: one Parquet file for each UTC day among them.
// INVARIANT: a block's rows are in stored order and free of exact repeats (row-order.ts says which); ids and keys come from
// the caller, so the same rows give the same bytes.

import { columnsOf, type Signal } from "../signals.ts";
import { type Column, NULL_CODE, type Table } from "../table.ts";
import { createBlockFile } from "./block-file.ts";
import { type BlockMeta, NAME_COLUMN } from "./block-meta.ts";
import { joinColumns, takeRows } from "./column-ops.ts";
import { dayText, rowsByDay, splitDays } from "./day-split.ts";
import { nameBloom } from "./name-bloom.ts";
import { ORDER_COLUMNS, orderKeys, orderRows } from "./row-order.ts";
import { extremes, nanosToMs, wordsOf } from "./words.ts";

export interface BuildOptions {
  readonly shard: number;
  readonly level: number;
  /** The id and object key of the block of a day. */
  identify(day: string): { readonly blockId: string; readonly objectKey: string };
  /** Awaited between two steps with a column: what else the caller's thread has to do goes on. */
  readonly pause?: () => Promise<void>;
}

export interface BuiltBlock {
  readonly bytes: Uint8Array;
  readonly meta: BlockMeta;
}

/** Where rows come from: whole columns on demand, so that one column at a time is in memory. */
export interface ColumnSource {
  readonly signal: Signal;
  column(name: string): Column | Promise<Column>;
}

function bounds(column: Column | undefined): { least: bigint; greatest: bigint } {
  if (column?.kind !== "i64") throw new TypeError("a 64-bit column is wanted");
  const places = extremes(wordsOf(column.values), column.valid);
  if (places === null) throw new TypeError("a block has at least one row");
  return { least: column.values[places.least] ?? 0n, greatest: column.values[places.greatest] ?? 0n };
}

function namesIn(column: Column | undefined): string[] {
  if (column?.kind !== "dict") throw new TypeError("names are a dictionary column");
  const used = new Set(column.codes);
  used.delete(NULL_CODE);
  return Array.from(used, (code) => column.values[code] ?? "");
}

interface BlockParts {
  readonly source: ColumnSource;
  readonly options: BuildOptions;
  readonly day: string;
  readonly order: Uint32Array;
}

async function writeBlock(parts: BlockParts): Promise<BuiltBlock> {
  const { source, options, day, order } = parts;
  const { signal } = source;
  const file = createBlockFile(signal, order.length);
  const kept: Record<string, Column> = {};
  for (const [name] of columnsOf(signal)) {
    const column = takeRows(await source.column(name), order);
    await options.pause?.();
    file.addColumn(name, column);
    await options.pause?.();
    if (name === "time" || name === "seq" || name === NAME_COLUMN[signal]) kept[name] = column;
  }
  const bytes = file.finish();
  const time = bounds(kept["time"]);
  const seq = bounds(kept["seq"]);
  const meta = {
    ...options.identify(day),
    signal,
    day,
    shard: options.shard,
    level: options.level,
    rows: order.length,
    sizeBytes: bytes.length,
    minTimeMs: nanosToMs(time.least),
    maxTimeMs: nanosToMs(time.greatest),
    seqFrom: Number(seq.least),
    seqTo: Number(seq.greatest) + 1,
    names: nameBloom(namesIn(kept[NAME_COLUMN[signal]])),
  };
  return { bytes, meta };
}

interface DayOrder {
  readonly day: string;
  readonly order: Uint32Array;
}

/** The rows of each day in stored order. The keys are let go on return: only the places stay in memory. */
async function orderDays(source: ColumnSource, { pause }: BuildOptions): Promise<DayOrder[]> {
  const columns: Record<string, Column> = {};
  for (const name of ORDER_COLUMNS[source.signal]) {
    columns[name] = await source.column(name);
    await pause?.();
  }
  const time = columns["time"];
  if (time?.kind !== "i64") throw new TypeError("time is a 64-bit column");
  const { days, nanosOfDay } = splitDays(time.values);
  const keys = orderKeys(source.signal, columns, nanosOfDay);
  const orders: DayOrder[] = [];
  for (const [day, rows] of [...rowsByDay(days)].sort(([left], [right]) => left - right)) {
    await pause?.();
    orders.push({ day: dayText(day), order: orderRows(keys, rows) });
  }
  return orders;
}

/** Blocks in the order of their days, one after the other, so that a caller may store one before the next is made. */
export async function* blocksFrom(source: ColumnSource, options: BuildOptions): AsyncGenerator<BuiltBlock> {
  for (const { day, order } of await orderDays(source, options))
    yield await writeBlock({ source, options, day, order });
}

/** Every table has all columns of the signal; no rows make no block. */
export async function buildBlocks(
  signal: Signal,
  tables: readonly Table[],
  options: BuildOptions,
): Promise<BuiltBlock[]> {
  if (tables.every((table) => table.rows === 0)) return [];
  const column = (name: string): Column => joinColumns(tables.map((table) => table.columns[name] as Column));
  const built: BuiltBlock[] = [];
  for await (const block of blocksFrom({ signal, column }, options)) built.push(block);
  return built;
}
