// A column chunk walked page by page before the library reads it, which believes every count in a page's head. INVARIANT: what
// passes here is read in steps bounded by the values that the chunk really has, and inflates to no more than it is allowed.
// Source: parquet-format README and parquet.thrift (PageHeader, DataPageHeader, DataPageHeaderV2, DictionaryPageHeader).

import type { ColumnMetaData, CompressionCodec, PageHeader, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn } from "hyparquet/src/schema.js";
import { decompress } from "../../telemetry/index.ts";
import { demand, wholeOf } from "./demand.ts";
import { checkValues, readLevels } from "./parquet-values.ts";
import { skimThrift } from "./thrift-skim.ts";

export interface Chunk {
  readonly bytes: Uint8Array;
  readonly meta: ColumnMetaData;
  /** Of its row group. */
  readonly rows: number;
  readonly path: SchemaTree[];
  /** What it may inflate to. */
  readonly mostBytes: number;
}

export interface ChunkSize {
  readonly bytes: number;
  readonly values: number;
  readonly dictionary: number;
  readonly largestPage: number;
}

/** Throws a RangeError for what does not give exactly the bytes that its page's head states. */
function inflateSnappy(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  if (bytes.length === 0 && sizeBytes === 0) return bytes;
  const inflated = decompress(bytes, "snappy", sizeBytes);
  demand(inflated.ok && inflated.value.length === sizeBytes, "a page of another size");
  return inflated.value;
}

/** The library's own goes back and forth for ever where a length is negative. */
export const COMPRESSORS = { SNAPPY: inflateSnappy };

function inflate(codec: CompressionCodec, bytes: Uint8Array, sizeBytes: number): Uint8Array {
  if (codec === "SNAPPY") return inflateSnappy(bytes, sizeBytes);
  demand(codec === "UNCOMPRESSED" && bytes.length === sizeBytes, "a codec that is not read");
  return bytes;
}

interface Page {
  readonly header: PageHeader;
  readonly body: Uint8Array;
  readonly sizeBytes: number;
  /** After the page. */
  readonly end: number;
}

function readPage({ bytes, mostBytes }: Chunk, at: number): Page {
  const start = skimThrift(bytes, at);
  const header = parquetHeader({
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: at,
  });
  const end = start + wholeOf(header.compressed_page_size, bytes.length - start);
  const sizeBytes = wholeOf(header.uncompressed_page_size, mostBytes);
  return { header, body: bytes.subarray(start, end), sizeBytes, end };
}

function dictionarySize({ header, body, sizeBytes }: Page, chunk: Chunk): { values: number; bytes: number } {
  const { codec, type } = chunk.meta;
  const bytes = inflate(codec, body, sizeBytes);
  const count = wholeOf(header.dictionary_page_header?.num_values, chunk.mostBytes);
  const typeLength = typeLengthOf(chunk);
  const rest = { at: 0, hasDictionary: false, mostBytes: chunk.mostBytes };
  checkValues("PLAIN", { bytes, count, type, typeLength, ...rest });
  return { values: count, bytes: bytes.length };
}

const typeLengthOf = ({ path }: Chunk): number => path.at(-1)?.element.type_length ?? 0;

interface DataPage {
  readonly rows: number;
  readonly values: number;
  readonly bytes: number;
}

interface Unpacked {
  readonly values: number;
  readonly repetition: Uint8Array | null;
  readonly definition: Uint8Array | null;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** In a page of the first kind levels are compressed with its values, each with its length before it. */
function unpackFirst({ header, body, sizeBytes }: Page, chunk: Chunk): Unpacked {
  const head = header.data_page_header;
  const values = wholeOf(head?.num_values, Number(chunk.meta.num_values));
  const bytes = inflate(chunk.meta.codec, body, sizeBytes);
  let at = 0;
  const take = (most: number, encoding: string | undefined): Uint8Array | null => {
    if (most === 0) return null;
    demand(encoding === "RLE" && at + 4 <= bytes.length, "levels that are not read");
    const start = at + 4;
    at = start + new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true);
    return readLevels({ bytes, start, end: at, most, count: values });
  };
  const repetition = take(getMaxRepetitionLevel(chunk.path), head?.repetition_level_encoding);
  const definition = take(getMaxDefinitionLevel(chunk.path), head?.definition_level_encoding);
  return { values, repetition, definition, bytes, at };
}

/** In one of the second kind they stand before what is compressed. */
function unpackSecond({ header, body, sizeBytes }: Page, chunk: Chunk): Unpacked {
  const head = header.data_page_header_v2;
  const values = wholeOf(head?.num_values, Number(chunk.meta.num_values));
  const middle = wholeOf(head?.repetition_levels_byte_length, body.length);
  const end = middle + wholeOf(head?.definition_levels_byte_length, body.length - middle);
  const take = (most: number, start: number, stop: number): Uint8Array | null => {
    demand(most > 0 || start === stop, "levels of what has none");
    return most === 0 ? null : readLevels({ bytes: body, start, end: stop, most, count: values });
  };
  const repetition = take(getMaxRepetitionLevel(chunk.path), 0, middle);
  const definition = take(getMaxDefinitionLevel(chunk.path), middle, end);
  const packed = body.subarray(end);
  const size = wholeOf(sizeBytes - end, chunk.mostBytes);
  const bytes = head?.is_compressed === false ? packed : inflate(chunk.meta.codec, packed, size);
  return { values, repetition, definition, bytes, at: 0 };
}

const UNPACKS: Readonly<Record<string, (page: Page, chunk: Chunk) => Unpacked>> = {
  DATA_PAGE: unpackFirst,
  DATA_PAGE_V2: unpackSecond,
};

function countLevel(levels: Uint8Array, wanted: number): number {
  let found = 0;
  for (const level of levels) if (level === wanted) found += 1;
  return found;
}

function dataPageSize(page: Page, chunk: Chunk, hasDictionary: boolean): DataPage {
  const unpack = UNPACKS[page.header.type];
  demand(unpack !== undefined, "a page of no kind");
  const { values, repetition, definition, bytes, at } = unpack(page, chunk);
  const present = definition === null ? values : countLevel(definition, getMaxDefinitionLevel(chunk.path));
  const rows = repetition === null ? values : countLevel(repetition, 0);
  const second = page.header.type === "DATA_PAGE_V2" ? page.header.data_page_header_v2 : undefined;
  if (second !== undefined)
    demand(second.num_nulls === values - present && second.num_rows === rows, "other rows than it says");
  const { encoding } = second ?? page.header.data_page_header ?? {};
  const { type } = chunk.meta;
  const of = { bytes, at, count: present, type, typeLength: typeLengthOf(chunk), hasDictionary };
  return { rows, values, bytes: checkValues(encoding, { ...of, mostBytes: chunk.mostBytes }) };
}

/** Throws a RangeError for a chunk that is not what its heads say. */
export function checkChunk(chunk: Chunk): ChunkSize {
  const expected = Number(chunk.meta.num_values);
  // The library reads a flat column to its last row, every other to the end of its chunk.
  const enough = isFlatColumn(chunk.path) ? expected : Number.POSITIVE_INFINITY;
  const last = chunk.bytes.length - 1;
  let [at, rows, values, bytes, largestPage] = [0, 0, 0, 0, 0];
  let dictionary: number | null = null;
  while (at < last && values < enough) {
    const page = readPage(chunk, at);
    if (page.header.type === "DICTIONARY_PAGE") {
      demand(dictionary === null && values === 0, "a second dictionary");
      const size = dictionarySize(page, chunk);
      dictionary = size.values;
      bytes += size.bytes;
    } else {
      const size = dataPageSize(page, chunk, dictionary !== null);
      [rows, values, bytes] = [rows + size.rows, values + size.values, bytes + size.bytes];
      largestPage = Math.max(largestPage, size.values);
    }
    at = page.end;
    demand(bytes <= chunk.mostBytes, "a chunk that grows past its bound");
  }
  demand(rows === chunk.rows && values === expected, "other rows than its row group");
  return { bytes, values, dictionary: dictionary ?? 0, largestPage };
}
