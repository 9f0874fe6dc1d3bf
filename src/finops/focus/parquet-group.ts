// A row group before its rows are read: every column chunk walked, and all of them together within what is read at once.

import { parquetSchema, type FileMetaData, type RowGroup } from "hyparquet";
import { isFlatColumn } from "hyparquet/src/schema.js";
import { demand } from "./demand.ts";
import type { RangedFile } from "./guarded-file.ts";
import { checkChunk, type ChunkSize } from "./parquet-chunk.ts";
import { leavesOf, spanOf } from "./parquet-directory.ts";

export interface GroupBounds {
  readonly rowsAtOnce: number;
  /** What the group may inflate to. */
  readonly mostBytes: number;
}

interface Opened {
  readonly file: RangedFile;
  readonly metadata: FileMetaData;
}

/** LIMITS: cells that the library makes for one range, in pages that the range touches, and for all ranges of a row group. */
const MOST_CELLS_AT_ONCE = 33_554_432;
const MOST_CELLS_MADE = 4_294_967_296;

/** Of a flat column pages before and after a range are left alone, but for the first and the last that it touches. */
function cellsAtOnce({ values, dictionary, largestPage }: ChunkSize, flatRows: number | null): number {
  const touched = flatRows === null ? values : Math.min(values, flatRows + 2 * largestPage);
  return dictionary + touched;
}

/** Can it be read a range at a time, or is it too large for that? Throws a RangeError for one that is damaged. */
export async function checkGroup(
  { file, metadata }: Opened,
  group: RowGroup,
  { rowsAtOnce, mostBytes }: GroupBounds,
): Promise<boolean> {
  const rows = Number(group.num_rows);
  const mostCells = Math.min(MOST_CELLS_AT_ONCE, MOST_CELLS_MADE / Math.ceil(rows / rowsAtOnce));
  let [bytes, cells] = [0, 0];
  for (const [index, path] of leavesOf(parquetSchema(metadata)).entries()) {
    const meta = group.columns[index]?.meta_data;
    demand(meta !== undefined, "a column of none");
    const { start, end } = spanOf(meta);
    demand(end - start <= mostBytes, "a chunk past the bound");
    const chunk = new Uint8Array(await file.slice(start, end));
    const size = checkChunk({ bytes: chunk, meta, rows, path, mostBytes: mostBytes - bytes });
    bytes += size.bytes;
    cells += cellsAtOnce(size, isFlatColumn(path) ? rowsAtOnce : null);
    if (bytes > mostBytes || cells > mostCells) return false;
  }
  return true;
}
