// Makes exports in the background, as the keys that asked for them: takes one from the tenant object, reads it slice by slice,
// writes the file. What is kept after each slice is all that the next worker needs.
//
// STEP part put: the part is in the bucket, the object does not know. A crash here reads the same slice again, over it.
// STEP file put: all pieces are there, the export is not ready. A crash here writes the same pieces again.

import { limitsOf } from "../../directory/index.ts";
import { openKeySession, tenantApi, type QueueJob, type Rim } from "../../edge/index.ts";
import type { Tenant } from "../../directory/index.ts";
import { FAULTS, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import { RENDER_EXPORTS, type ExportTask } from "../../tenant/index.ts";
import {
  EXPORT_LIMITS,
  EXPORT_START,
  exportsFolder,
  PIECE_BYTES,
  startTables,
  type ExportProgress,
} from "../export/export-record.ts";
import type { ReadPlace } from "../export/export-report.ts";
import type { ExportTable } from "../export/export-table.ts";
import { isReportFormat, tableBytes } from "../export/formats.ts";
import { encodeJson, type TableStart } from "../export/json.ts";
import { bounded, FileTooLarge, regrouped } from "../export/pieces.ts";
import {
  countRows,
  deleteParts,
  loadPart,
  PartGone,
  plannedTables,
  planPart,
  putPart,
  putPiece,
  type ExportFolder,
} from "./exports-files.ts";
import { openAssets } from "../store/assets.ts";
import { fileOf } from "./exports-create.ts";
import { readSlice } from "./exports-reading.ts";
import { EXPORT_ASK, rightsOf, unitsOf, type ExportUnit } from "./exports-units.ts";
import type { LoadAsset } from "../report.ts";
import type { Readers, ReadingCall } from "./readers.ts";

/** LIMIT: a worker stops taking slices after this, of the 15 minutes that a batch of messages has. */
const WORK_FOR_MS = 20 * SECOND_MS;
const READ_PERCENT = 90;

interface Worker {
  readonly rim: Rim;
  readonly tenant: Tenant;
  readonly readers: Readers;
  readonly endMs: number;
}

export const renderExportsJob = (readers: Readers): QueueJob => ({
  kind: RENDER_EXPORTS,
  run: async (rim, tenant) => {
    const worker = { rim, tenant, readers, endMs: rim.clock() + WORK_FOR_MS };
    const api = tenantApi(rim, tenant);
    while (rim.clock() < worker.endMs) {
      const task = await api.workOnExport({ do: "take" });
      if (task === null || task === true) return;
      await workOn(worker, task);
    }
  },
});

/** Goes on with one export until it has ended, is not wanted any more, or the worker's time is over. */
async function workOn(worker: Worker, { stored, fence }: ExportTask): Promise<void> {
  const api = tenantApi(worker.rim, worker.tenant);
  const { id } = stored;
  let { progress } = stored;
  let held: unknown = null;
  for (;;) {
    const sliced = await slice(worker, { ...stored, progress }, held);
    if (!sliced.ok) {
      // What time alone mends is tried again by the next worker, as often as an export may fail.
      if (isPassing(sliced.fault)) return;
      await api.workOnExport({
        do: "finish",
        id,
        fence,
        state: "failed",
        progress,
        fault: sliced.fault.code,
      });
      return;
    }
    ({ progress, held = null } = sliced.value);
    if (sliced.value.isDone) {
      const ended = { id, fence, state: "ready" as const, progress, fault: null };
      const isOurs = (await api.workOnExport({ do: "finish", ...ended })) === true;
      if (isOurs) await sliced.value.tidy?.();
      return;
    }
    const isLast = worker.rim.clock() >= worker.endMs;
    const state = progress.unit < progress.units ? "reading" : "writing";
    const kept = await api.workOnExport({ do: "keep", id, fence, state, progress, isLast });
    if (kept === null || isLast) return;
  }
}

const isPassing = ({ code }: Fault): boolean => FAULTS[code].retryable;

interface Sliced {
  readonly progress: ExportProgress;
  readonly isDone: boolean;
  /** What the next slice goes on with. */
  readonly held?: unknown;
  /** Takes away what nobody needs once the end is recorded; a crash before it leaves that to the export's own end. */
  readonly tidy?: () => Promise<void>;
}

async function slice(
  { rim, tenant, readers }: Worker,
  stored: ExportTask["stored"],
  held: unknown,
): Promise<Result<Sliced>> {
  const { id: requestId, owner: keyId } = stored;
  const opened = await openKeySession(rim, { tenant, keyId, action: EXPORT_ASK.action, requestId });
  if (!opened.ok) return opened;
  const { session, tenant: placed } = opened.value;
  const units = await unitsOf(session, stored.request, stored.createdAtMs);
  if (!units.ok) return units;
  const rights = rightsOf(session, units.value);
  if (!rights.ok) return rights;
  const isSame = stored.progress.rights === rights.value;
  const progress = {
    ...(isSame ? stored.progress : EXPORT_START),
    rights: rights.value,
    units: units.value.length,
  };
  const files = { bucket: session.bucket, folder: exportsFolder(tenant.id, stored.id) };
  const { resultBytes } = limitsOf(placed.tier, session.bundle.limits);
  const unit = units.value[progress.unit];
  const isReport = isReportFormat(stored.request.format);
  if (unit === undefined) {
    const write = { stored, progress, mostBytes: resultBytes };
    if (!isReport) return writeTables(files, write);
    return writeReport(files, { ...write, units: units.value, assets: openAssets(rim.assets) });
  }
  const call = { session, tenant: placed, footers: rim.footers, nowMs: rim.clock() };
  const mostBytes = isReport ? Math.min(resultBytes, EXPORT_LIMITS.reportBytes) : resultBytes;
  return readUnit(call, readers, { unit, progress, held, files, mostBytes, isReport });
}

interface Reading {
  readonly unit: ExportUnit;
  readonly progress: ExportProgress;
  readonly held: unknown;
  readonly files: ExportFolder;
  readonly mostBytes: number;
  readonly isReport: boolean;
}

async function readUnit(
  call: Omit<ReadingCall, "waitUntil">,
  readers: Readers,
  { unit, progress, held, files, mostBytes, isReport }: Reading,
): Promise<Result<Sliced>> {
  // Nobody waits for an answer here: what a query leaves to be done is done before the slice counts.
  const left: Promise<unknown>[] = [];
  const waitUntil: ReadingCall["waitUntil"] = (rest) => void left.push(rest);
  const { cursor } = progress;
  const read = await readSlice({ ...call, waitUntil }, readers, { unit, isReport, cursor, held });
  await Promise.all(left);
  if (!read.ok) return read;
  const { frames, isFiltered, cut, next } = read.value;
  const readBytes = progress.readBytes + (await putPart(files, progress.parts, frames));
  // A report is read again unit by unit: a part each.
  const tables = isReport ? [] : planPart(progress, frames, cut);
  const isWide = tables.some(({ columns }) => columns.length > EXPORT_LIMITS.columns);
  if (isWide || readBytes > mostBytes) return failed(new FileTooLarge(mostBytes).fault);
  const done = next === null ? progress.unit + 1 : progress.unit;
  const grown: ExportProgress = {
    ...progress,
    unit: done,
    cursor: next,
    percent: Math.floor((READ_PERCENT * done) / progress.units),
    parts: progress.parts + 1,
    tables,
    rows: progress.rows + countRows(frames),
    readBytes,
    isFiltered: progress.isFiltered || isFiltered,
  };
  return ok({ progress: grown, isDone: false, held: read.value.held });
}

interface Writing {
  readonly stored: ExportTask["stored"];
  readonly progress: ExportProgress;
  readonly mostBytes: number;
}

function writeTables(files: ExportFolder, writing: Writing): Promise<Result<Sliced>> {
  const { request, createdAtMs: atMs } = writing.stored;
  const { format, isGzipped, title } = request;
  if (isReportFormat(format)) throw new Error("a report is not written from tables");
  const tables = plannedTables(files, writing.progress.tables);
  if (format === "json") return writePaged(files, writing, tables);
  return writeFile(files, writing, tableBytes(tables, { format, isGzipped }, { title, atMs }));
}

/** As it is, also where it is to be compressed: its pages are read from it. */
async function writePaged(
  files: ExportFolder,
  writing: Writing,
  tables: readonly ExportTable[],
): Promise<Result<Sliced>> {
  const starts: TableStart[] = [];
  const written = await writeFile(
    files,
    writing,
    encodeJson(tables, (start) => starts.push(start)),
  );
  if (!written.ok || !written.value.isDone) return written;
  const { progress } = written.value;
  return ok({ ...written.value, progress: startTables(progress, starts) });
}

interface ReportWriting extends Writing {
  readonly units: readonly ExportUnit[];
  readonly assets: LoadAsset;
}

function writeReport(files: ExportFolder, writing: ReportWriting): Promise<Result<Sliced>> {
  const { units, assets, stored, progress } = writing;
  const { request, createdAtMs: atMs } = stored;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const read: ReadPlace[] = [];
    for (const [no, { place }] of units.entries()) read.push({ place, frames: await loadPart(files, no) });
    yield* fileOf({ request, read, isFiltered: progress.isFiltered, atMs, assets });
  }
  return writeFile(files, writing, bytes());
}

async function writeFile(
  files: ExportFolder,
  { progress, mostBytes }: Writing,
  bytes: AsyncGenerator<Uint8Array>,
): Promise<Result<Sliced>> {
  let [pieces, sizeBytes] = [0, 0];
  try {
    for await (const piece of regrouped(bounded(bytes, mostBytes), PIECE_BYTES)) {
      await putPiece(files, pieces++, piece);
      sizeBytes += piece.byteLength;
    }
  } catch (error) {
    if (error instanceof FileTooLarge) return failed(error.fault);
    // The tenant moved: it is read again where it is now.
    if (error instanceof PartGone) return ok({ progress: EXPORT_START, isDone: false });
    throw error;
  }
  const written = { ...progress, percent: 100, pieces, fileBytes: sizeBytes };
  return ok({ progress: written, isDone: true, tidy: () => deleteParts(files, progress.parts) });
}
