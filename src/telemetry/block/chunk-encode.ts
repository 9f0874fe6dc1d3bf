// One column of one row group as the bytes of a Parquet column chunk: at most one dictionary page, then one data page
// (version 2), zstd where that saves something. Source: parquet-format 2.x, Encodings.md and parquet.thrift.
//
// LIMIT: one data page for a row group's column: 50,000 rows of 1 KiB of text are a page of 50 MB before compression.

import type { ColumnMetaData, Encoding } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import type { Column } from "../table.ts";
import { compressZstd } from "../zstd.ts";
import { chunkStatistics } from "./chunk-statistics.ts";
import { encodeValues, type EncodedValues } from "./value-encode.ts";

export interface EncodedChunk {
  readonly bytes: Uint8Array;
  /** Offsets count from the start of `bytes`. */
  readonly meta: ColumnMetaData;
}

/** Below this a compressor's frame costs more than it saves. */
const WORTH_COMPRESSING_BYTES = 128;
const WORTH_KEEPING_RATIO = 0.95;

interface Pages {
  readonly levels: Uint8Array;
  readonly dictionary: Uint8Array | null;
  readonly data: Uint8Array;
  readonly isCompressed: boolean;
}

function compressPages(values: EncodedValues, levels: Uint8Array): Pages {
  const plain = { levels, dictionary: values.dictionary, data: values.data, isCompressed: false };
  const rawBytes = (values.dictionary?.length ?? 0) + values.data.length;
  if (rawBytes < WORTH_COMPRESSING_BYTES) return plain;
  const dictionary = values.dictionary === null ? null : compressZstd(values.dictionary);
  const data = compressZstd(values.data);
  const packedBytes = (dictionary?.length ?? 0) + data.length;
  return packedBytes > rawBytes * WORTH_KEEPING_RATIO
    ? plain
    : { levels, dictionary, data, isCompressed: true };
}

function definitionLevels(valid: Uint8Array | null, isNullable: boolean, rows: number): Uint8Array {
  if (!isNullable) return new Uint8Array(0);
  const writer = new ByteWriter();
  writeRleBitPackedHybrid(writer, valid ?? new Uint8Array(rows).fill(1), 1);
  return writer.getBytes();
}

function writeDictionaryPage(writer: ByteWriter, values: EncodedValues, packed: Uint8Array): void {
  writePageHeader(writer, {
    type: "DICTIONARY_PAGE",
    uncompressed_page_size: values.dictionary?.length ?? 0,
    compressed_page_size: packed.length,
    dictionary_page_header: { num_values: values.distinct, encoding: "PLAIN" },
  });
  writer.appendBytes(packed);
}

function writeDataPage(writer: ByteWriter, values: EncodedValues, pages: Pages): void {
  const { levels } = pages;
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: levels.length + values.data.length,
    compressed_page_size: levels.length + pages.data.length,
    data_page_header_v2: {
      num_values: values.rows,
      num_nulls: values.nulls,
      num_rows: values.rows,
      encoding: values.encoding,
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      is_compressed: pages.isCompressed,
    },
  });
  writer.appendBytes(levels);
  writer.appendBytes(pages.data);
}

export function encodeChunk(name: string, column: Column, isNullable: boolean): EncodedChunk {
  const values = encodeValues(column);
  const pages = compressPages(values, definitionLevels(values.valid, isNullable, values.rows));
  const writer = new ByteWriter(
    pages.data.length + (pages.dictionary?.length ?? 0) + pages.levels.length + 128,
  );
  if (pages.dictionary !== null) writeDictionaryPage(writer, values, pages.dictionary);
  const dataOffset = writer.offset;
  writeDataPage(writer, values, pages);
  const encodings: Encoding[] = values.dictionary === null ? [values.encoding] : ["PLAIN", values.encoding];
  const statistics = chunkStatistics(column, values.nulls);
  const rawBytes = writer.offset + (values.dictionary?.length ?? 0) + values.data.length;
  const meta: ColumnMetaData = {
    type: values.type,
    encodings,
    path_in_schema: [name],
    codec: pages.isCompressed ? "ZSTD" : "UNCOMPRESSED",
    num_values: BigInt(values.rows),
    total_uncompressed_size: BigInt(rawBytes - pages.data.length - (pages.dictionary?.length ?? 0)),
    total_compressed_size: BigInt(writer.offset),
    data_page_offset: BigInt(dataOffset),
    ...(pages.dictionary === null ? {} : { dictionary_page_offset: 0n }),
    ...(statistics === null ? {} : { statistics }),
  };
  return { bytes: writer.getBytes(), meta };
}
