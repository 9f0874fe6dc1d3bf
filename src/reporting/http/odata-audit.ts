// GET /odata/Audit: the audit log as rows, oldest first or newest first.

import { z } from "zod";
import { parseEntry } from "../../audit/index.ts";
import { tenantOperation, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { pageAudit, type ReadStretch } from "../odata/audit-page.ts";
import { auditRow } from "../odata/audit-rows.ts";
import { ENTITY_SETS, type Row } from "../odata/entity-set.ts";
import { answerSet, ODATA, withoutFilter, type Asked, type Found, type ODataReads } from "./odata-reply.ts";

const stretchSchema = z.object({
  size: z.int(),
  from: z.int(),
  to: z.int(),
  entries: z.array(z.string()),
});

function stretchReader(session: TenantCall["session"]): ReadStretch {
  return async (asked) => {
    const answered = await session.ask("audit.stretch", asked);
    if (!answered.ok) return answered;
    const { entries, ...stretch } = stretchSchema.parse(answered.value);
    const rows: Row[] = [];
    for (const text of entries) {
      const entry = parseEntry(text);
      if (!entry.ok) return entry;
      rows.push(auditRow(entry.value));
    }
    return ok({ ...stretch, rows });
  };
}

async function findEntries(
  session: TenantCall["session"],
  { query, mostRows }: Asked,
): Promise<Result<Found>> {
  return withoutFilter(await pageAudit(stretchReader(session), query, mostRows));
}

export function odataAudit(reads: ODataReads): TenantOperation {
  return tenantOperation({
    ...ODATA,
    id: "odata.audit",
    path: "/odata/Audit",
    summary: "The audit log, for OData clients",
    description:
      "Ordered by `seq` or `at`. A page under other conditions may hold few rows or none, and still link to the next. Reading leaves an entry of its own; links end where the log ended at the first page.",
    action: "audit:view",
    handle: async (call) =>
      answerSet(call, {
        set: ENTITY_SETS.AUDIT,
        reads,
        find: (asked) => findEntries(call.session, asked),
      }),
  });
}
