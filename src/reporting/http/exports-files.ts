// The files of an export in the tenant's bucket: parts of what was read, and the file itself in pieces of one size.

import { utf8 } from "../../kernel/bytes.ts";
import type { TenantBucket } from "../../residency/index.ts";
import { partKey, pieceKey, type ExportProgress, type PlannedTable } from "../export/export-record.ts";
import {
  alignFrame,
  frameColumns,
  mergeColumns,
  type ExportTable,
  type RowBatch,
} from "../export/export-table.ts";
import { rowCount, type Frame } from "../frame.ts";

export interface ExportFolder {
  readonly bucket: TenantBucket;
  /** Ends with a slash. */
  readonly folder: string;
}

/** Thrown where a part is not there any more: the tenant moved, and files of exports do not move along. */
export class PartGone extends Error {}

/** The part's size in bytes. */
export async function putPart(
  { bucket, folder }: ExportFolder,
  no: number,
  frames: readonly Frame[],
): Promise<number> {
  const bytes = utf8(JSON.stringify(frames));
  await bucket.put(partKey(folder, no), bytes);
  return bytes.byteLength;
}

/** Throws `PartGone`. */
export async function loadPart({ bucket, folder }: ExportFolder, no: number): Promise<readonly Frame[]> {
  const part = await bucket.get(partKey(folder, no));
  if (part === null) throw new PartGone(`part ${no}`);
  return JSON.parse(new TextDecoder().decode(await part.arrayBuffer())) as readonly Frame[];
}

/** LIMIT: R2 deletes up to 1,000 keys at once. */
const KEYS_AT_ONCE = 1_000;

export async function deleteParts({ bucket, folder }: ExportFolder, parts: number): Promise<void> {
  const keys = Array.from({ length: parts }, (_, no) => partKey(folder, no));
  for (let from = 0; from < parts; from += KEYS_AT_ONCE)
    await bucket.delete(keys.slice(from, from + KEYS_AT_ONCE));
}

/** The plan with one part more. */
export function planPart({ tables, parts }: ExportProgress, frames: readonly Frame[]): PlannedTable[] {
  const planned = new Map(tables.map((table) => [table.name, table]));
  for (const [name, group] of Map.groupBy(frames, (frame) => frame.name)) {
    const known = planned.get(name) ?? { name, columns: [], parts: [] };
    const fresh = mergeColumns(group.map(frameColumns));
    const columns = known.columns.length === 0 ? fresh : mergeColumns([known.columns, fresh]);
    planned.set(name, { name, columns, parts: [...known.parts, parts] });
  }
  return [...planned.values()];
}

export const countRows = (frames: readonly Frame[]): number =>
  frames.reduce((sum, frame) => sum + rowCount(frame), 0);

export function plannedTables(files: ExportFolder, tables: readonly PlannedTable[]): ExportTable[] {
  return tables.map(({ name, columns, parts }) => {
    async function* batches(): AsyncGenerator<RowBatch> {
      for (const no of parts)
        for (const frame of await loadPart(files, no))
          if (frame.name === name) yield alignFrame(frame, columns);
    }
    return { name, columns, batches };
  });
}

export async function putPiece(
  { bucket, folder }: ExportFolder,
  no: number,
  bytes: Uint8Array,
): Promise<void> {
  await bucket.put(pieceKey(folder, no), bytes);
}

export async function* filePieces(
  { bucket, folder }: ExportFolder,
  pieces: number,
): AsyncGenerator<Uint8Array> {
  for (let no = 0; no < pieces; no++) {
    const piece = await bucket.get(pieceKey(folder, no));
    if (piece === null) throw new Error("a piece of the file is gone");
    yield new Uint8Array(await piece.arrayBuffer());
  }
}
