// Links to the file of an export: POST /v1/exports/{export_id}/link, DELETE …/links/{link_id}, and GET …/file for whoever has
// one. A link is signed and remembered: it can be for one use, and revoked.
// INVARIANT: when it is used, the recipient's policy is asked again, and must let the recipient see what the file was read as.

import { z } from "zod";
import {
  bytesReply,
  jsonReply,
  openKeySession,
  publicOperation,
  streamOf,
  tenantOperation,
  type TenantCall,
} from "../../edge/index.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { regionalHost } from "../../residency/index.ts";
import { openStatement, signStatement } from "../../tenant/index.ts";
import { hasMore, isPaged, pieceKey, type StoredExport } from "../export/export-record.ts";
import { contentTypeOf } from "../export/formats.ts";
import { gzipped } from "../export/pieces.ts";
import { EXPORTS_TAG, fileHeaders } from "./exports-create.ts";
import { filePieces, type ExportFolder } from "./exports-files.ts";
import { FILE_GONE, openFile } from "./exports-open.ts";
import { exportParams } from "./exports-own.ts";
import { EXPORT_ASK } from "./exports-units.ts";

const LINK_TYPE = "traceo-file-link+jws";
const DEFAULT_HOURS = 24;
const MOST_HOURS = 168;

export const linkFile = tenantOperation({
  id: "exports.link",
  method: "POST",
  path: "/v1/exports/{export_id}/link",
  tag: EXPORTS_TAG,
  summary: "Make a link to the file of an export",
  description:
    "Whoever has the link may fetch the file, for as long as the recipient's key is active and may see by its own policies what the file was read as.",
  action: "data:export",
  // A key that may export some rows only may see to what it has exported.
  rows: true,
  params: exportParams,
  query: null,
  body: {
    kind: "json",
    schema: z.strictObject({
      hours: z.int().min(1).max(MOST_HOURS).default(DEFAULT_HOURS),
      single_use: z.boolean().default(false),
      recipient: z
        .string()
        .regex(/^key_[0-9a-z]{20}$/, "the id of a key")
        .optional()
        .describe("The key whose policies are asked when it is used: the caller's unless said"),
    }),
    maxBytes: 1_024,
  },
  responses: {
    200: {
      description: "The link, told once",
      schema: z.object({ id: z.string(), url: z.string(), expires_at: z.iso.datetime() }),
    },
  },
  handle: async (call) => {
    const { session, principal, params, body, nowMs, random, config } = call;
    const id = newId("link", nowMs, random);
    const { recipient = principal.id, single_use: isSingleUse } = body;
    const known = recipient === principal.id ? ok(null) : await knownKey(session, recipient);
    if (!known.ok) return known;
    const expiresAtMs = nowMs + body.hours * HOUR_MS;
    const exportId = params.export_id;
    const made = await session.execute("exports.link", { id, exportId, recipient, isSingleUse, expiresAtMs });
    if (!made.ok) return made;
    const { expires_at } = made.value.reply as { expires_at: string };
    const { id: tenant } = session.bundle.tenant;
    const statement = { tenant, export: exportId, owner: principal.id, link: id, recipient };
    const token = await signStatement(config.CHECKPOINT_KEY, LINK_TYPE, statement);
    const url = `${originOf(call)}/v1/exports/${exportId}/file?link=${token}`;
    return ok(jsonReply(200, { id, url, expires_at }));
  },
});

/** `keys.not_found`, `keys.not_active`: a link that nobody could ever open is not made. */
async function knownKey(session: TenantCall["session"], id: string): Promise<Result<unknown>> {
  const found = await session.ask("keys.get", { id });
  if (!found.ok) return found;
  const { status } = found.value as { status: string };
  return status === "active" ? found : failed(fault("keys.not_active", `the key is \`${status}\``));
}

/** The tenant's own host, in its region where it asks for that. */
function originOf({ session, config, url }: Pick<TenantCall, "session" | "config" | "url">): string {
  const { tenant } = session.bundle;
  const isInRegion = tenant.residency.processing === "in_region";
  const host = isInRegion ? regionalHost(tenant, config.BASE_DOMAIN) : `${tenant.slug}.${config.BASE_DOMAIN}`;
  return `${url.protocol}//${host}${url.port === "" ? "" : `:${url.port}`}`;
}

export const revokeFileLink = tenantOperation({
  id: "exports.revoke_link",
  method: "DELETE",
  path: "/v1/exports/{export_id}/links/{link_id}",
  tag: EXPORTS_TAG,
  summary: "Revoke a link to the file of an export",
  action: "data:export",
  // A key that may export some rows only may see to what it has exported.
  rows: true,
  params: exportParams.extend({ link_id: z.string().regex(/^lnk_[0-9a-z]{20}$/, "an id such as `lnk_…`") }),
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "It opens nothing any more", schema: z.object({ id: z.string() }) } },
  handle: async ({ session, params }) => {
    const { export_id: exportId, link_id: linkId } = params;
    const revoked = await session.execute("exports.revoke_link", { exportId, linkId });
    return revoked.ok ? ok(jsonReply(200, revoked.value.reply)) : revoked;
  },
});

interface FileLink {
  readonly tenant: string;
  readonly export: string;
  /** Of the export. */
  readonly owner: string;
  readonly link: string;
  readonly recipient: string;
}

/** Null for a text that is no link. */
function parseLink(text: string): FileLink | null {
  const parsed = JSON.parse(text) as FileLink;
  const { tenant, export: exportId, owner, link, recipient } = parsed;
  return canonicalJson({ tenant, export: exportId, owner, link, recipient }) === text ? parsed : null;
}

export const fetchFile = publicOperation({
  id: "exports.file",
  method: "GET",
  path: "/v1/exports/{export_id}/file",
  tag: EXPORTS_TAG,
  summary: "Fetch the file of an export by its link",
  description:
    "The recipient's policies are asked again. A link for one use is spent by the first GET that is answered with the file; HEAD is answered alike and spends nothing.",
  carries: ["telemetry", "operational"],
  isInRegion: true,
  params: exportParams,
  query: z.strictObject({ link: z.string().max(4_000) }),
  body: { kind: "none" },
  responses: { 200: { description: "The file", contentType: "application/octet-stream" } },
  handle: async ({ rim, tenant, request, params, query, requestId }) => {
    const text = await openStatement(rim.config.CHECKPOINT_KEY, LINK_TYPE, query.link);
    const link = text === null ? null : parseLink(text);
    // Who has no link of this tenant learns nothing about it.
    if (tenant === null || link?.tenant !== tenant.id || link.export !== params.export_id)
      return failed(fault("tenant.unavailable", "no such link"));
    const keyId = link.recipient;
    const entered = await openKeySession(rim, { tenant, keyId, action: EXPORT_ASK.action, requestId });
    if (!entered.ok) return entered;
    const { session } = entered.value;
    const found = await session.ask("exports.get", { id: link.export, owner: link.owner });
    if (!found.ok) return found;
    const stored = found.value as unknown as StoredExport;
    const opened = await openFile(session, stored);
    if (!opened.ok) return opened;
    const { progress } = stored;
    const files = opened.value;
    if (progress.pieces > 0 && (await files.bucket.head(pieceKey(files.folder, 0))) === null)
      return FILE_GONE;
    // The last that is asked: a link for one use is not spent by what is refused.
    const asked = { exportId: link.export, linkId: link.link };
    // Nor by who looks where it leads to, as programs do before anybody opens it.
    const used =
      request.method === "HEAD"
        ? await session.ask("exports.link", { ...asked, recipient: keyId })
        : await session.execute("exports.use_link", asked);
    if (!used.ok) return used;
    const body = streamOf(fetchedBytes(files, stored));
    const { headers, ...reply } = bytesReply(contentTypeOf(stored.request), body);
    const told = { isFiltered: progress.isFiltered, hasMore: hasMore(progress) };
    return ok({ ...reply, headers: { ...headers, ...fileHeaders(stored.request, told) } });
  },
});

/** What is stored as it is for its pages is compressed on the way. */
function fetchedBytes(files: ExportFolder, stored: StoredExport): AsyncGenerator<Uint8Array> {
  const bytes = filePieces(files, stored.progress.pieces);
  return isPaged(stored) && stored.request.isGzipped ? gzipped(bytes) : bytes;
}
