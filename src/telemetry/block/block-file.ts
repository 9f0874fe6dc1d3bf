// A Parquet file made column by column, so that building a block never holds more than one column besides the encoded
// bytes. Any Parquet reader can open it.
// INVARIANT: stored bytes: format version 1 in the key-value metadata, columns in the registry's order, all rows in row
// groups of the same size but the last.

import type { RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { type ColumnSpec, columnsOf, type Signal } from "../signals.ts";
import type { Column } from "../table.ts";
import { encodeChunk, type EncodedChunk } from "./chunk-encode.ts";
import { BOUND_BYTES } from "./chunk-statistics.ts";
import { cutRows } from "./column-ops.ts";

const BLOCK_FORMAT = "1";
export const ROW_GROUP_ROWS = 50_000;

const MAGIC = 0x3152_4150;

const PHYSICAL = {
  dict: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  i64: { type: "INT64" },
  f64: { type: "DOUBLE" },
  i32: { type: "INT32" },
  bool: { type: "BOOLEAN" },
} as const;

function schemaElement(name: string, spec: ColumnSpec): SchemaElement {
  const repetition_type = spec.isNullable ? "OPTIONAL" : "REQUIRED";
  if (spec.isTime !== true) return { name, repetition_type, ...PHYSICAL[spec.kind] };
  return {
    name,
    repetition_type,
    type: "INT64",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
  };
}

function placeChunk(chunk: EncodedChunk, writer: ByteWriter): RowGroup["columns"][number] {
  const base = BigInt(writer.offset);
  writer.appendBytes(chunk.bytes);
  const { dictionary_page_offset: dictionary } = chunk.meta;
  const placed = { ...chunk.meta, data_page_offset: chunk.meta.data_page_offset + base };
  return {
    file_offset: base,
    meta_data: dictionary === undefined ? placed : { ...placed, dictionary_page_offset: dictionary + base },
  };
}

function placeRowGroup(chunks: readonly EncodedChunk[], rows: number, writer: ByteWriter): RowGroup {
  const start = writer.offset;
  const columns = chunks.map((chunk) => placeChunk(chunk, writer));
  const raw = chunks.reduce((sum, chunk) => sum + chunk.meta.total_uncompressed_size, 0n);
  return {
    columns,
    num_rows: BigInt(rows),
    total_byte_size: raw,
    total_compressed_size: BigInt(writer.offset - start),
  };
}

export interface BlockFile {
  /** Columns come in the registry's order, each with all rows in stored order. */
  addColumn(name: string, column: Column): void;
  finish(): Uint8Array;
}

export function createBlockFile(signal: Signal, rows: number): BlockFile {
  const specs = columnsOf(signal);
  const starts = Array.from(
    { length: Math.ceil(rows / ROW_GROUP_ROWS) },
    (_, group) => group * ROW_GROUP_ROWS,
  );
  const groups: EncodedChunk[][] = starts.map(() => []);
  let added = 0;
  return {
    addColumn(name, column) {
      const [expected, spec] = specs[added++] ?? [];
      if (spec === undefined || expected !== name) throw new TypeError(`column ${name} is out of order`);
      for (const [group, start] of starts.entries()) {
        const cut = cutRows(column, start, start + ROW_GROUP_ROWS);
        groups[group]?.push(encodeChunk(name, cut, spec.isNullable));
      }
    },
    finish() {
      const size = groups.flat().reduce((sum, chunk) => sum + chunk.bytes.length, 0);
      const writer = new ByteWriter(size + 65_536);
      writer.appendUint32(MAGIC);
      const row_groups = groups.map((chunks, group) =>
        placeRowGroup(chunks.splice(0), Math.min(ROW_GROUP_ROWS, rows - group * ROW_GROUP_ROWS), writer),
      );
      writeFooter(writer, { signal, rows, row_groups });
      return writer.getBytes();
    },
  };
}

interface FooterParts {
  readonly signal: Signal;
  readonly rows: number;
  readonly row_groups: RowGroup[];
}

function writeFooter(writer: ByteWriter, parts: FooterParts): void {
  const columns = columnsOf(parts.signal).map(([name, spec]) => schemaElement(name, spec));
  const metadata = {
    version: 2,
    created_by: "traceo-gateway",
    schema: [{ name: "root", num_children: columns.length }, ...columns],
    num_rows: BigInt(parts.rows),
    row_groups: parts.row_groups,
    key_value_metadata: [
      { key: "traceo.format", value: BLOCK_FORMAT },
      { key: "traceo.signal", value: parts.signal },
    ],
    metadata_length: 0,
  };
  writeMetadata(writer, metadata, BOUND_BYTES);
  writer.appendUint32(MAGIC);
}
