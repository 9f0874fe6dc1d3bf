// What a rendering leaves in the tenant's bucket: the report's file and, where the mail itself is the report, its HTML and
// pictures. INVARIANT: the names depend on the run and the rendering only, so that a run that is made again overwrites its own.

import { hex, utf8 } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/sha256.ts";
import type { TenantBucket } from "../../residency/index.ts";
import { reportFileName } from "../distribute/file-name.ts";
import { letterOf } from "../distribute/letter.ts";
import { renderReport } from "../distribute/render-report.ts";
import { contentTypeOf, FORMATS } from "../export/formats.ts";
import { renderMail } from "../mail/render-mail.ts";
import type { LoadAsset, Report } from "../report.ts";
import { READER_WORDS } from "../schedules/reader-words.ts";
import {
  runFolder,
  sharedFolder,
  type ReportFile,
  type ReportMail,
  type StoredRun,
} from "../schedules/run-record.ts";

/** LIMIT: a mail with all that goes along is 25 MiB at most, coded in base64. */
const MOST_ATTACHED_BYTES = 17_000_000;

export interface Stored {
  readonly file: Omit<ReportFile, "rights" | "versions" | "durationMs" | "isFiltered">;
  readonly bytes: Uint8Array;
}

export interface Storing {
  readonly run: StoredRun;
  readonly no: number;
  readonly report: Report;
  readonly bucket: TenantBucket;
  readonly assets: LoadAsset;
}

export const fileKey = (tenantId: string, runId: string, no: number): string =>
  `${runFolder(tenantId, runId)}${no}/file`;

export async function storeFile({ run, no, report, bucket, assets }: Storing): Promise<Stored> {
  const { name: title, format, zone } = run.document;
  const bytes = await renderReport(report, format, assets);
  await bucket.put(fileKey(bucket.tenantId, run.id, no), bytes);
  const { extension } = FORMATS[format];
  const name = reportFileName({ name: title, dueAtMs: run.dueAtMs, zone, extension });
  const contentType = contentTypeOf({ format, isGzipped: false });
  return { bytes, file: { no, name, contentType, sizeBytes: bytes.byteLength, sha256: hex(sha256(bytes)) } };
}

/** Written once for all who get the rendering by mail. */
export async function storeMail(storing: Storing, { file }: Stored): Promise<ReportMail> {
  return storing.run.document.format === "html" ? storeInline(storing) : attach(storing, file);
}

function attach({ run, no, report, bucket }: Storing, file: Stored["file"]): ReportMail {
  const { name, sizeBytes, contentType: mime } = file;
  const words = READER_WORDS[run.document.language];
  const isSmall = sizeBytes <= MOST_ATTACHED_BYTES;
  const note = (isSmall ? words.attached : words.tooLarge).replace("{file}", name);
  const part = { key: fileKey(bucket.tenantId, run.id, no), name, mime, cid: null };
  return { ...letterOf(report, note), htmlKey: null, parts: isSmall ? [part] : [] };
}

async function storeInline({ run, no, report, bucket, assets }: Storing): Promise<ReportMail> {
  const { subject, html, text, inline } = await renderMail(report, assets);
  const folder = `${runFolder(bucket.tenantId, run.id)}${no}/`;
  const htmlKey = `${folder}mail.html`;
  await bucket.put(htmlKey, utf8(html));
  const parts: ReportMail["parts"][number][] = [];
  for (const [at, { cid, mime, bytes }] of inline.entries()) {
    const key = `${folder}picture-${at}`;
    await bucket.put(key, bytes);
    parts.push({ key, cid, mime, name: `picture-${at + 1}.${mime === "image/png" ? "png" : "jpg"}` });
  }
  return { subject, text, htmlKey, parts };
}

type Folder = Pick<Storing, "run" | "bucket"> & { readonly path: string };

function folderKey({ run, bucket, path }: Folder): string {
  const { name, zone, format } = run.document;
  const { extension } = FORMATS[format];
  const tail = `-${run.scheduleId.slice(-6)}`;
  const file = reportFileName({ name, dueAtMs: run.dueAtMs, zone, extension }, tail);
  return `${sharedFolder(bucket.tenantId)}${path}/${file}`;
}

/** The same run again puts the same object. */
export async function putInFolder(folder: Folder, { bytes }: Stored): Promise<void> {
  await folder.bucket.put(folderKey(folder), bytes);
}

export async function takeFromFolder(folder: Folder): Promise<void> {
  await folder.bucket.delete([folderKey(folder)]);
}
