// GET /v1/audit/export: the log as NDJSON with its signed head, for `npm run verify-audit`. Streamed page by page; the
// head is signed first, and the export holds exactly the entries it covers.

import { z } from "zod";
import { bytesReply, streamOf, tenantOperation, type TenantSession } from "../../edge/index.ts";
import { parseHex, utf8 } from "../../kernel/bytes.ts";
import { ok, type Result } from "../../kernel/result.ts";
import {
  exportCheckpointLine,
  exportHeaderLine,
  parseFrontier,
  parseVerifierKey,
  type ExportHeader,
} from "../index.ts";
import { entriesSchema } from "./list-entries.ts";

const PAGE = 500;

export const exportLog = tenantOperation({
  id: "audit.export",
  method: "GET",
  path: "/v1/audit/export",
  tag: "Audit",
  summary: "Export the audit log with its proof",
  action: "audit:view",
  params: null,
  query: z.strictObject({ from: z.coerce.number().int().min(0).default(0) }),
  body: { kind: "none" },
  responses: {
    200: {
      description: "One line per entry between a header and the signed head",
      contentType: "application/x-ndjson",
    },
  },
  handle: async ({ session, query, tenant }) => {
    const sealed = await session.seal();
    if (!sealed.ok) return sealed;
    const first = await readPage(session, query.from, sealed.value.size);
    if (!first.ok) return first;
    const key = parseVerifierKey(sealed.value.vkey);
    const prefix = parseFrontier(parseHex(first.value.frontier) ?? new Uint8Array(0));
    if (!key.ok) return key;
    if (!prefix.ok) return prefix;
    const header = exportHeaderLine({
      tenant: tenant.id,
      jurisdiction: tenant.jurisdiction,
      key: key.value,
      prefix: prefix.value,
    } satisfies ExportHeader);
    const lines = exportLines(session, { header, first: first.value, ...sealed.value });
    return ok(bytesReply("application/x-ndjson", streamOf(lines)));
  },
});

type Page = z.infer<typeof entriesSchema>;

async function readPage(session: TenantSession, from: number, size: number): Promise<Result<Page>> {
  const answered = await session.ask("audit.entries", { from, to: Math.min(from + PAGE, size) });
  return answered.ok ? ok(entriesSchema.parse(answered.value)) : answered;
}

interface Export {
  readonly header: string;
  readonly first: Page;
  readonly size: number;
  readonly checkpoint: string;
}

async function* exportLines(
  session: TenantSession,
  { header, first, size, checkpoint }: Export,
): AsyncGenerator<Uint8Array> {
  yield utf8(`${header}\n`);
  let page = first;
  for (;;) {
    if (page.entries.length > 0) yield utf8(`${page.entries.join("\n")}\n`);
    const next = page.from + page.entries.length;
    if (page.entries.length === 0 || next >= size) break;
    const more = await readPage(session, next, size);
    // A stream that has begun cannot become a problem document: it breaks off, and the verifier sees a missing head.
    if (!more.ok) throw new Error(more.fault.code);
    page = more.value;
  }
  yield utf8(`${exportCheckpointLine(checkpoint)}\n`);
}
