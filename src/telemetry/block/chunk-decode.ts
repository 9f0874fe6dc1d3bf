// A column chunk of one of our blocks back into a column: codes stay codes and 64-bit values stay words, so nothing is
// made per row that the column does not keep.
// Source: parquet-format Encodings.md; the pages are those that chunk-encode.ts writes.

import type { PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import type { ColumnKind, ColumnSpec } from "../signals.ts";
import { type Column, NULL_CODE } from "../table.ts";
import { inflateZstd } from "../zstd.ts";
import type { ChunkPlace } from "./block-footer.ts";
import { parsePlainTexts } from "./plain-text.ts";

interface Page {
  readonly rows: number;
  readonly valid: Uint8Array | null;
  readonly isCoded: boolean;
  readonly dictionary: { readonly bytes: Uint8Array; readonly count: number } | null;
  readonly data: Uint8Array;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** `sizeBytes` is the size that the page's header gives for what was compressed. */
function unpack(bytes: Uint8Array, isCompressed: boolean, sizeBytes: number): Uint8Array {
  return isCompressed && bytes.length > 0 ? inflateZstd(bytes, sizeBytes) : bytes;
}

function readLevels(bytes: Uint8Array, rows: number): Uint8Array {
  const valid = new Uint8Array(rows);
  readRleBitPackedHybrid({ view: viewOf(bytes), offset: 0 }, 1, valid, bytes.length);
  return valid;
}

function dataPage(header: PageHeader, body: Uint8Array): Omit<Page, "dictionary"> {
  const page = header.data_page_header_v2;
  if (page === undefined) throw new TypeError(`page type ${header.type} is not one we write`);
  const levelBytes = page.definition_levels_byte_length;
  const valid = page.num_nulls === 0 ? null : readLevels(body.subarray(0, levelBytes), page.num_rows);
  const sizeBytes = header.uncompressed_page_size - levelBytes;
  const data = unpack(body.subarray(levelBytes), page.is_compressed === true, sizeBytes);
  return { rows: page.num_rows, valid, isCoded: page.encoding === "RLE_DICTIONARY", data };
}

function parsePages(bytes: Uint8Array, codec: ChunkPlace["codec"]): Page {
  const reader = { view: viewOf(bytes), offset: 0 };
  let dictionary: Page["dictionary"] = null;
  for (;;) {
    const header = parquetHeader(reader);
    const body = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.type !== "DICTIONARY_PAGE") return { ...dataPage(header, body), dictionary };
    const count = header.dictionary_page_header?.num_values ?? 0;
    dictionary = { bytes: unpack(body, codec === "ZSTD", header.uncompressed_page_size), count };
  }
}

function presentRows(page: Page): number {
  if (page.valid === null) return page.rows;
  let present = 0;
  for (const bit of page.valid) present += bit;
  return present;
}

function readCodes(page: Page): Uint32Array {
  const codes = new Uint32Array(presentRows(page));
  const width = page.data[0] ?? 0;
  if (width > 0)
    readRleBitPackedHybrid({ view: viewOf(page.data), offset: 1 }, width, codes, page.data.length - 1);
  return codes;
}

/** `words` 32-bit words a value, spread to their rows; nulls are 0. */
function spread(present: Int32Array, page: Page, words: number): Int32Array {
  if (page.valid === null) return present;
  const spreadOut = new Int32Array(page.rows * words);
  let next = 0;
  for (let row = 0; row < page.rows; row++) {
    if (page.valid[row] === 0) continue;
    for (let word = 0; word < words; word++) spreadOut[row * words + word] = present[next++] as number;
  }
  return spreadOut;
}

/** A copy with a buffer of its own, because a page may begin at any byte and words must not. */
function alignedWords(bytes: Uint8Array): Int32Array {
  return new Int32Array(new Uint8Array(bytes).buffer);
}

function readWords(page: Page): Int32Array {
  if (!page.isCoded) return spread(alignedWords(page.data), page, 2);
  const distinct = alignedWords(page.dictionary?.bytes ?? new Uint8Array(0));
  const codes = readCodes(page);
  const present = new Int32Array(codes.length * 2);
  for (let i = 0; i < codes.length; i++) {
    const place = (codes[i] as number) * 2;
    present[2 * i] = distinct[place] as number;
    present[2 * i + 1] = distinct[place + 1] as number;
  }
  return spread(present, page, 2);
}

function readDict(page: Page): Column {
  const present = readCodes(page);
  const values =
    page.dictionary === null ? [] : parsePlainTexts(page.dictionary.bytes, page.dictionary.count);
  if (page.valid === null) return { kind: "dict", codes: present, values };
  const codes = new Uint32Array(page.rows).fill(NULL_CODE);
  let next = 0;
  for (let row = 0; row < page.rows; row++) if (page.valid[row] === 1) codes[row] = present[next++] as number;
  return { kind: "dict", codes, values };
}

function readText(page: Page): Column {
  const present: readonly (string | null)[] = parsePlainTexts(page.data, presentRows(page));
  if (page.valid === null) return { kind: "text", values: present };
  let next = 0;
  const values = Array.from(page.valid, (bit) => (bit === 1 ? (present[next++] ?? null) : null));
  return { kind: "text", values };
}

function readBool(page: Page): Column {
  const present = new Uint8Array(presentRows(page));
  if (present.length > 0) readRleBitPackedHybrid({ view: viewOf(page.data), offset: 0 }, 1, present);
  const values = Uint8Array.from(spread(Int32Array.from(present), page, 1));
  return { kind: "bool", values, valid: page.valid };
}

const READERS: Readonly<Record<ColumnKind, (page: Page) => Column>> = {
  dict: readDict,
  text: readText,
  i64: (page) => ({ kind: "i64", values: new BigInt64Array(readWords(page).buffer), valid: page.valid }),
  f64: (page) => ({ kind: "f64", values: new Float64Array(readWords(page).buffer), valid: page.valid }),
  i32: (page) => ({ kind: "i32", values: spread(alignedWords(page.data), page, 1), valid: page.valid }),
  bool: readBool,
};

export function decodeChunk(bytes: Uint8Array, place: ChunkPlace, spec: ColumnSpec): Column {
  return READERS[spec.kind](parsePages(bytes, place.codec));
}
