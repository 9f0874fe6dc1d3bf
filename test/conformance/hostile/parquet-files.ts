// Small Parquet bills, one for each way to write a column that the reader has: pages of both kinds, dictionaries, deltas,
// split streams, lists and maps, compressed or not.

import type { ColumnMetaData, FileMetaData, SchemaElement } from "hyparquet";
import { ByteWriter, parquetWriteBuffer } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { encodeBillPart } from "../../../src/finops/focus/parquet-part.ts";

const TEXTS = ["aa", "aab", "aabc", "b", null, "bcd"];
const FLAGS = [true, false, null, true, true, false];

const ENCODED = [
  { name: "a", type: "STRING", encoding: "DELTA_BYTE_ARRAY", data: TEXTS },
  { name: "b", type: "STRING", encoding: "DELTA_LENGTH_BYTE_ARRAY", data: TEXTS },
  { name: "c", type: "INT32", encoding: "DELTA_BINARY_PACKED", data: [1, 5, null, 900, -4, 7] },
  { name: "d", type: "INT64", encoding: "DELTA_BINARY_PACKED", data: [1n, 5n, null, 900n, -4n, 7n] },
  { name: "e", type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT", data: [1, 2, 3, 4, 5, null] },
  { name: "f", type: "BOOLEAN", encoding: "RLE", data: FLAGS },
] as const;

const encoded = (codec: "SNAPPY" | "UNCOMPRESSED"): ArrayBuffer =>
  parquetWriteBuffer({
    columnData: ENCODED.map(({ data, ...column }) => ({ ...column, data: [...data], nullable: true })),
    codec,
  });

const NESTED: readonly SchemaElement[] = [
  { name: "root", num_children: 2 },
  { name: "tags", repetition_type: "OPTIONAL", converted_type: "MAP", num_children: 1 },
  { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
  { name: "key", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  { name: "value", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "list", repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", type: "INT32", repetition_type: "OPTIONAL" },
];

const nested = (): ArrayBuffer =>
  parquetWriteBuffer({
    schema: [...NESTED],
    columnData: [
      { name: "tags", data: [{ a: "1", b: "2" }, null, {}] },
      { name: "list", data: [[1, 2, null], [], null] },
    ],
  });

const MAGIC = 0x31_52_41_50;
const ROWS = 16;

/** Pages of the first kind, which our writer has no more: levels with their length before them, then indices. */
function writeFirstKind(writer: ByteWriter): { start: number; data: number } {
  const start = writer.offset;
  const dictionary = [1, 0, 0, 0, 0x61, 1, 0, 0, 0, 0x62];
  writePageHeader(writer, {
    type: "DICTIONARY_PAGE",
    uncompressed_page_size: dictionary.length,
    compressed_page_size: dictionary.length,
    dictionary_page_header: { num_values: 2, encoding: "PLAIN", is_sorted: false },
  });
  writer.appendBytes(new Uint8Array(dictionary));
  const data = writer.offset;
  // A run of 16 ones; a width of one bit, a run of 8 ones, a packed run of 8.
  const page = [2, 0, 0, 0, ROWS << 1, 1, 1, 8 << 1, 1, 3, 0b0101_0101];
  writePageHeader(writer, {
    type: "DATA_PAGE",
    uncompressed_page_size: page.length,
    compressed_page_size: page.length,
    data_page_header: {
      num_values: ROWS,
      encoding: "RLE_DICTIONARY",
      definition_level_encoding: "RLE",
      repetition_level_encoding: "RLE",
    },
  });
  writer.appendBytes(new Uint8Array(page));
  return { start, data };
}

function firstKind(): ArrayBuffer {
  const writer = new ByteWriter();
  writer.appendUint32(MAGIC);
  const { start, data } = writeFirstKind(writer);
  const size = BigInt(writer.offset - start);
  const meta: ColumnMetaData = {
    type: "BYTE_ARRAY",
    encodings: ["PLAIN", "RLE_DICTIONARY"],
    path_in_schema: ["a"],
    codec: "UNCOMPRESSED",
    num_values: BigInt(ROWS),
    total_uncompressed_size: size,
    total_compressed_size: size,
    data_page_offset: BigInt(data),
    dictionary_page_offset: BigInt(start),
  };
  const columns = [{ file_offset: BigInt(start), meta_data: meta }];
  const metadata: FileMetaData = {
    version: 1,
    schema: [
      { name: "root", num_children: 1 },
      { name: "a", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    ],
    num_rows: BigInt(ROWS),
    row_groups: [{ columns, total_byte_size: size, num_rows: BigInt(ROWS) }],
    metadata_length: 0,
  };
  writeMetadata(writer, metadata);
  writer.appendUint32(MAGIC);
  return writer.getBuffer();
}

const PART_ROWS = Array.from({ length: 40 }, (_, row) => [`x${row % 7}`, row % 3 === 0 ? null : String(row)]);

export interface WholeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

export function wholeFiles(): readonly WholeFile[] {
  return [
    { name: "our own part", bytes: encodeBillPart(["A", "B"], PART_ROWS), rows: PART_ROWS.length },
    { name: "encodings", bytes: new Uint8Array(encoded("UNCOMPRESSED")), rows: TEXTS.length },
    { name: "encodings, compressed", bytes: new Uint8Array(encoded("SNAPPY")), rows: TEXTS.length },
    { name: "nested", bytes: new Uint8Array(nested()), rows: 3 },
    { name: "pages of the first kind", bytes: new Uint8Array(firstKind()), rows: ROWS },
  ];
}
