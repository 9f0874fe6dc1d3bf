// GET /v1/audit/entries: the audit log by pages, oldest first from a sequence number on.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";

const MOST_ENTRIES = 500;

/** What the object answers: entries as their canonical JSON, the leaf inputs. */
export const entriesSchema = z.object({
  from: z.int(),
  size: z.int(),
  frontier: z.string(),
  entries: z.array(z.string()),
});

export const listEntries = tenantOperation({
  id: "audit.list",
  method: "GET",
  path: "/v1/audit/entries",
  tag: "Audit",
  summary: "Read the audit log",
  action: "audit:view",
  params: null,
  query: z.strictObject({
    from: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(100),
  }),
  body: { kind: "none" },
  responses: {
    200: {
      description: "Entries in order; `next` is where to go on, null at the end of the log",
      schema: z.object({
        data: z.array(z.record(z.string(), z.unknown())),
        next: z.int().nullable(),
        size: z.int(),
      }),
    },
  },
  handle: async (call) => {
    const { from, limit } = call.query;
    const answered = await call.session.ask("audit.entries", { from, to: from + limit });
    if (!answered.ok) return answered;
    const { entries, size } = entriesSchema.parse(answered.value);
    const next = from + entries.length < size ? from + entries.length : null;
    return ok(jsonReply(200, { data: entries.map((entry) => JSON.parse(entry) as unknown), next, size }));
  },
});
