// The footer of a block: where each column of each row group lies, and its bounds. One suffix read, then cached.
// Source: parquet-format README (file layout) through hyparquet's parser.

import { type FileMetaData, parquetMetadata, type RowGroup } from "hyparquet";
import { concatBytes } from "../../kernel/bytes.ts";
import type { ByteSource } from "./byte-source.ts";

export type Bound = string | number | bigint;

export interface ChunkPlace {
  readonly start: number;
  readonly end: number;
  readonly codec: "ZSTD" | "UNCOMPRESSED";
  /** Bounds hold every value but null; absent where the writer gave none. */
  readonly least?: Bound;
  readonly greatest?: Bound;
}

export interface RowGroupPlace {
  readonly rows: number;
  readonly chunks: Readonly<Record<string, ChunkPlace>>;
}

export interface BlockFooter {
  readonly rowGroups: readonly RowGroupPlace[];
}

/** The part of kernel/lru.ts that is wanted here. */
export interface FooterCache {
  get(key: string): BlockFooter | undefined;
  set(key: string, footer: BlockFooter, weightBytes: number): void;
}

/** LIMIT: 21 columns are about 2.5 KiB a row group, so one read serves blocks of up to 25 row groups (1.25 M rows). */
const SUFFIX_BYTES = 65_536;
const TAIL_BYTES = 8;
/** A parsed footer in memory against its bytes on disk. */
const PARSED_WEIGHT = 4;

function chunkPlace(column: RowGroup["columns"][number]): readonly [string, ChunkPlace] {
  const meta = column.meta_data;
  if (meta === undefined) throw new TypeError("the column chunk has no metadata");
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
  const { min_value: least, max_value: greatest } = meta.statistics ?? {};
  const place = {
    start,
    end: start + Number(meta.total_compressed_size),
    codec: meta.codec as ChunkPlace["codec"],
  };
  const name = meta.path_in_schema[0] ?? "";
  if (least === undefined || greatest === undefined) return [name, place];
  return [name, { ...place, least: least as Bound, greatest: greatest as Bound }];
}

function compact(metadata: FileMetaData): BlockFooter {
  const rowGroups = metadata.row_groups.map((group) => ({
    rows: Number(group.num_rows),
    chunks: Object.fromEntries(group.columns.map(chunkPlace)),
  }));
  return { rowGroups };
}

async function readFooterBytes(source: ByteSource): Promise<Uint8Array> {
  const suffixStart = Math.max(0, source.sizeBytes - SUFFIX_BYTES);
  const suffix = await source.read(suffixStart, source.sizeBytes);
  const view = new DataView(suffix.buffer, suffix.byteOffset, suffix.byteLength);
  const footerBytes = view.getUint32(suffix.byteLength - TAIL_BYTES, true) + TAIL_BYTES;
  if (footerBytes <= suffix.byteLength) return suffix.subarray(suffix.byteLength - footerBytes);
  return concatBytes([await source.read(source.sizeBytes - footerBytes, suffixStart), suffix]);
}

/** Times stay whole nanoseconds: a Date would round the bounds. */
const PARSERS = { timestampFromNanoseconds: (nanos: bigint): bigint => nanos };

export async function loadFooter(key: string, source: ByteSource, cache: FooterCache): Promise<BlockFooter> {
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const bytes = await readFooterBytes(source);
  const footer = compact(parquetMetadata(bytes, { parsers: PARSERS, geoparquet: false }));
  cache.set(key, footer, bytes.byteLength * PARSED_WEIGHT);
  return footer;
}
