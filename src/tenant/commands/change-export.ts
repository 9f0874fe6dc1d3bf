// An export is asked for, ends, is deleted; a link to its file is made, used, revoked. An export is its owner's: for anybody
// else there is none.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS } from "../../kernel/time.ts";
import {
  EXPORT_LIMITS,
  isLinkOpen,
  isReportFormat,
  viewExport,
  type ExportProgress,
  type ExportRequest,
  type StoredExport,
  type StoredLink,
} from "../../reporting/index.ts";
import {
  countExports,
  countLinks,
  finishExport as markFinished,
  insertExport,
  insertLink,
  loadExport,
  loadLink,
  markExportDeleted,
  markLink,
} from "../../reporting/store/exports.ts";
import type { Change, Tx } from "../commit.ts";
import { countReports } from "../finops/count-reports.ts";

export interface StartExport {
  readonly id: string;
  readonly request: ExportRequest;
}

export interface FinishExport {
  readonly id: string;
  readonly fence: number;
  readonly state: "ready" | "failed";
  readonly progress: ExportProgress;
  readonly fault: string | null;
}

export interface DeleteExport {
  readonly id: string;
}

export type LinkExport = Omit<StoredLink, "madeAtMs" | "usedAtMs" | "revokedAtMs">;

export interface RevokeLink {
  readonly exportId: string;
  readonly linkId: string;
}

export interface UseLink {
  readonly exportId: string;
  readonly linkId: string;
}

const changed = (id: string, reply: Json, detail: Json): Change => ({
  reply,
  resource: `export:${id}`,
  detail,
  raisesEpoch: false,
  effects: [],
});

const notFound = () => failed(fault("exports.not_found"));

function findOwn({ db, envelope }: Tx, id: string): StoredExport | null {
  const stored = loadExport(db, id);
  return stored?.owner === envelope.actor.id ? stored : null;
}

/** `exports.too_many`. */
export function startExport({ db, nowMs, envelope }: Tx, { id, request }: StartExport): Result<Change> {
  const { open, kept } = countExports(db);
  if (open >= EXPORT_LIMITS.open || kept >= EXPORT_LIMITS.kept)
    return failed(fault("exports.too_many", `${open} are under way, ${kept} are kept`));
  const expiresAtMs = nowMs + EXPORT_LIMITS.keptDays * DAY_MS;
  insertExport(db, { id, owner: envelope.actor.id, request, createdAtMs: nowMs, expiresAtMs });
  const stored = loadExport(db, id);
  if (stored === null) throw new Error("it was written a moment ago");
  const { title, format, source, destination } = request;
  const detail = { title, format, source: source.kind, destination };
  return ok({ ...changed(id, viewExport(stored), detail), due: "exports" });
}

/** `exports.overtaken`: another worker has it, or nobody wants it any more. */
export function finishExport(tx: Tx, finished: FinishExport): Result<Change> {
  const { db, nowMs } = tx;
  if (!markFinished(db, { ...finished, nowMs })) return failed(fault("exports.overtaken"));
  const { id, state, progress, fault: code } = finished;
  const { rows, fileBytes: bytes, isFiltered } = progress;
  const detail = { state, rows, bytes, row_filter_applied: isFiltered, fault: code };
  const ended: Change = { ...changed(id, null, detail), due: "exports" };
  const stored = loadExport(db, id);
  if (state !== "ready" || stored === null || !isReportFormat(stored.request.format)) return ok(ended);
  return ok(countReports(tx, { owner: stored.owner, reports: 1 }, ended));
}

/** `exports.not_found`. */
export function deleteExport(tx: Tx, { id }: DeleteExport): Result<Change> {
  if (findOwn(tx, id) === null) return notFound();
  markExportDeleted(tx.db, id);
  return ok({ ...changed(id, { id }, { deleted: true }), due: "exports" });
}

/** `exports.not_found`, `exports.not_ready`, `exports.too_many`. */
export function linkExport(tx: Tx, { exportId, expiresAtMs, ...asked }: LinkExport): Result<Change> {
  const stored = findOwn(tx, exportId);
  if (stored === null) return notFound();
  if (stored.state !== "ready") return failed(fault("exports.not_ready", `it is \`${stored.state}\``));
  if (countLinks(tx.db, exportId) >= EXPORT_LIMITS.links)
    return failed(fault("exports.too_many", `an export has at most ${EXPORT_LIMITS.links} links`));
  const endMs = Math.min(expiresAtMs, stored.expiresAtMs);
  const link = { ...asked, exportId, madeAtMs: tx.nowMs, expiresAtMs: endMs };
  insertLink(tx.db, { ...link, usedAtMs: null, revokedAtMs: null });
  const { id, recipient, isSingleUse } = asked;
  const detail = { link: id, recipient, single_use: isSingleUse, expires_at: new Date(endMs).toISOString() };
  return ok(changed(exportId, { id, expires_at: detail.expires_at }, detail));
}

/** `exports.not_found`. Again it changes nothing. */
export function revokeLink(tx: Tx, { exportId, linkId }: RevokeLink): Result<Change> {
  const link = findOwn(tx, exportId) === null ? null : loadLink(tx.db, linkId);
  if (link?.exportId !== exportId) return notFound();
  if (link.revokedAtMs === null) markLink(tx.db, linkId, { revokedAtMs: tx.nowMs });
  return ok(changed(exportId, { id: linkId }, { link: linkId, revoked: true }));
}

/** As the recipient. `exports.not_found` for whatever cannot be fetched by it. */
export function useLink({ db, nowMs, envelope }: Tx, { exportId, linkId }: UseLink): Result<Change> {
  const [stored, link] = [loadExport(db, exportId), loadLink(db, linkId)];
  const recipient = envelope.actor.id;
  if (stored?.state !== "ready" || !isLinkOpen(link, { exportId, recipient, nowMs })) return notFound();
  if (link.usedAtMs === null) markLink(db, linkId, { usedAtMs: nowMs });
  return ok(changed(exportId, null, { link: linkId, fetched: true }));
}
