// The files of an export in the tenant's bucket: parts of what was read, and the file itself in pieces of one size.

import { utf8 } from "../../kernel/bytes.ts";
import type { TenantBucket } from "../../residency/index.ts";
import {
  partKey,
  PIECE_BYTES,
  pieceKey,
  type ExportProgress,
  type PlannedTable,
} from "../export/export-record.ts";
import {
  alignFrame,
  frameColumns,
  mergeColumns,
  type ExportColumn,
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

/** The plan with one part more; `cut` are the tables that their queries have more rows of. */
export function planPart(
  { tables, parts }: ExportProgress,
  frames: readonly Frame[],
  cut: readonly string[],
): PlannedTable[] {
  const planned = new Map(tables.map((table) => [table.name, table]));
  for (const [name, group] of Map.groupBy(frames, (frame) => frame.name)) {
    const known = planned.get(name) ?? { name, columns: [], parts: [] };
    const fresh = mergeColumns(group.map(frameColumns));
    const columns = known.columns.length === 0 ? fresh : withColumns(known.columns, fresh);
    const isCut = known.isCut === true || cut.includes(name);
    planned.set(name, { name, columns, parts: [...known.parts, parts], ...(isCut ? { isCut } : {}) });
  }
  return [...planned.values()];
}

/** Parts with the same columns leave their order: it says nothing of how many parts there were. */
function withColumns(
  known: readonly ExportColumn[],
  fresh: readonly ExportColumn[],
): readonly ExportColumn[] {
  const types = new Map(known.map(({ name, type }) => [name, type]));
  const isKnown = fresh.every(({ name, type }) => types.get(name) === type);
  return isKnown ? known : mergeColumns([known, fresh]);
}

export const countRows = (frames: readonly Frame[]): number =>
  frames.reduce((sum, frame) => sum + rowCount(frame), 0);

export function plannedTables(files: ExportFolder, tables: readonly PlannedTable[]): ExportTable[] {
  return tables.map(({ name, columns, parts, isCut = false }) => {
    async function* batches(): AsyncGenerator<RowBatch> {
      for (const no of parts)
        for (const frame of await loadPart(files, no))
          if (frame.name === name) yield alignFrame(frame, columns);
    }
    return { name, columns, isCut, batches };
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

export interface Stretch {
  readonly byte: number;
  readonly length: number;
}

/** A stretch of the file; over the end of a piece it goes on in the next one. Throws `PartGone`. */
export async function readStretch(
  { bucket, folder }: ExportFolder,
  { byte, length }: Stretch,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, length));
  for (let at = 0; at < bytes.byteLength;) {
    const no = Math.floor((byte + at) / PIECE_BYTES);
    const offset = (byte + at) % PIECE_BYTES;
    const range = { offset, length: Math.min(bytes.byteLength - at, PIECE_BYTES - offset) };
    const piece = await bucket.get(pieceKey(folder, no), range);
    if (piece === null) throw new PartGone(`piece ${no}`);
    bytes.set(new Uint8Array(await piece.arrayBuffer()), at);
    at += range.length;
  }
  return bytes;
}
