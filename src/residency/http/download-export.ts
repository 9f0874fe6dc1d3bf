// GET /v1/export?link=…: one file of an export, for whoever has its link. On the tenant's host, and in its region where the
// tenant asks for that; streamed in pieces, so that a file is never whole in memory.

import { z } from "zod";
import { bytesReply, loadBundle, publicOperation, streamOf } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok } from "../../kernel/result.ts";
import { exportPrefix, openStatement } from "../../tenant/index.ts";
import { LINK_TYPE, parseExportLink } from "../export-link.ts";
import type { TenantBucket } from "../index.ts";

const PIECE_BYTES = 4_194_304;

export const downloadExport = publicOperation({
  id: "tenants.download_export",
  method: "GET",
  path: "/v1/export",
  tag: "Offboarding",
  summary: "Fetch a file of an export by its link",
  carries: ["operational", "telemetry", "audit", "identity"],
  isInRegion: true,
  params: null,
  query: z.strictObject({ link: z.string().max(4_000) }),
  body: { kind: "none" },
  responses: { 200: { description: "The file", contentType: "application/octet-stream" } },
  handle: async ({ rim, tenant, query, nowMs }) => {
    const text = await openStatement(rim.config.CHECKPOINT_KEY, LINK_TYPE, query.link);
    const link = text === null ? null : parseExportLink(text);
    // Who has no link of this tenant learns nothing about it.
    if (tenant === null || link?.tenant !== tenant.id)
      return failed(fault("tenant.unavailable", "no such link"));
    if (nowMs >= Date.parse(link.expires_at)) return failed(fault("auth.invalid", "the link has expired"));
    const bundle = await loadBundle(rim, tenant);
    if (!bundle.ok) return bundle;
    const { siloKeys, tenant: placed } = bundle.value.value;
    const bucket = rim.placement.bucket({ ...placed, siloKeys });
    const key = `${exportPrefix(tenant.id, link.offboarding)}${link.name}`;
    const file = await bucket.head(key);
    if (file === null) return failed(fault("offboarding.not_found", "there is no such file"));
    const { headers, ...reply } = bytesReply(
      "application/octet-stream",
      streamOf(pieces(bucket, key, file.sizeBytes)),
    );
    return ok({ ...reply, headers: { ...headers, "cache-control": "no-store" } });
  },
});

async function* pieces(bucket: TenantBucket, key: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < sizeBytes; offset += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, sizeBytes - offset);
    const piece = await bucket.get(key, { offset, length });
    if (piece === null) throw new Error("the export is gone");
    yield new Uint8Array(await piece.arrayBuffer());
  }
}
