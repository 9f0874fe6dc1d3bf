// The directory of a Parquet file, read and judged: whether what it says can be at all in a file of this size. INVARIANT: row
// groups have every column once and share no bytes, so reading them all is bounded by the file, whatever the directory says.
// Source: parquet-format README (file layout) and parquet.thrift (FileMetaData).

import { parquetMetadata, parquetSchema } from "hyparquet";
import type { ColumnMetaData, FileMetaData, RowGroup, SchemaTree } from "hyparquet";
import { demand, wholeOf } from "./demand.ts";
import type { RangedFile } from "./guarded-file.ts";
import { skimThrift } from "./thrift-skim.ts";

/** LIMITS: of the directory itself, of columns and how deep they nest, of a column's values in a row group, of a bill's cells. */
const MOST_DIRECTORY_BYTES = 4_194_304;
const MOST_COLUMNS = 2_000;
const MOST_DEPTH = 10;
const MOST_TYPE_LENGTH = 65_536;
const MOST_CHUNK_VALUES = 33_554_432;
const MOST_CELLS = 8_589_934_592;

/** The directory's length and the magic word. */
const TAIL_BYTES = 8;

/** Of the schema: the columns that have values, each with its way from the root. */
export function leavesOf(tree: SchemaTree, above: readonly SchemaTree[] = []): SchemaTree[][] {
  const way = [...above, tree];
  if (tree.children.length === 0) return [way];
  return tree.children.flatMap((child) => leavesOf(child, way));
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export function spanOf(meta: ColumnMetaData): Span {
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  return { start, end: start + Number(meta.total_compressed_size) };
}

function judgeColumn(meta: ColumnMetaData | undefined, path: readonly SchemaTree[], fileBytes: number): void {
  const leaf = path.at(-1);
  demand(meta !== undefined && leaf !== undefined && path.length <= MOST_DEPTH, "a column of none");
  const isSame = meta.path_in_schema.join("\n") === leaf.path.join("\n");
  demand(isSame && meta.type !== undefined && meta.type === leaf.element.type, "a column of another");
  wholeOf(leaf.element.type_length ?? 0, MOST_TYPE_LENGTH);
  wholeOf(meta.num_values, MOST_CHUNK_VALUES);
  const { start, end } = spanOf(meta);
  wholeOf(start, wholeOf(end, fileBytes));
}

function judgeGroup(group: RowGroup, leaves: readonly SchemaTree[][], fileBytes: number): void {
  wholeOf(group.num_rows, MOST_CELLS);
  wholeOf(group.total_byte_size, Number.MAX_SAFE_INTEGER);
  demand(group.columns.length === leaves.length, "a row group of other columns");
  for (const [index, path] of leaves.entries()) judgeColumn(group.columns[index]?.meta_data, path, fileBytes);
}

/** No byte is of two columns. */
function judgeSpans(groups: readonly RowGroup[]): void {
  const spans = groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data: meta }) => (meta ? [spanOf(meta)] : [])),
  );
  spans.sort((one, other) => one.start - other.start);
  for (const [index, span] of spans.entries())
    demand(index === 0 || span.start >= (spans[index - 1]?.end ?? 0), "columns that share bytes");
}

function judge(metadata: FileMetaData, fileBytes: number): void {
  demand(metadata.schema.length <= MOST_COLUMNS, "more columns than a bill has");
  const leaves = leavesOf(parquetSchema(metadata));
  for (const group of metadata.row_groups) judgeGroup(group, leaves, fileBytes);
  judgeSpans(metadata.row_groups);
  const rows = metadata.row_groups.reduce((sum, { num_rows: count }) => sum + Number(count), 0);
  demand(rows === Number(metadata.num_rows) && rows * leaves.length <= MOST_CELLS, "other rows than it has");
}

/** Throws, as the library does, for a file without one and for one that cannot be. */
export async function readDirectory(file: RangedFile): Promise<FileMetaData> {
  const { byteLength } = file;
  const tail = new DataView(await file.slice(Math.max(0, byteLength - TAIL_BYTES), byteLength));
  const stated = tail.byteLength === TAIL_BYTES ? tail.getUint32(0, true) : 0;
  // One that is longer than the file is the library's to refuse.
  const length = stated <= byteLength - TAIL_BYTES ? stated : 0;
  if (length > MOST_DIRECTORY_BYTES)
    throw new RangeError(`parquet directory is longer than ${MOST_DIRECTORY_BYTES} bytes`);
  const bytes = new Uint8Array(await file.slice(Math.max(0, byteLength - TAIL_BYTES - length), byteLength));
  if (length > 0) skimThrift(bytes, 0);
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  judge(metadata, byteLength);
  return metadata;
}
