// GET /v1/residency/evidence: a signed statement of where the tenant's data was kept over a period, with its proofs, for
// `npm run verify-residency`.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS } from "../../kernel/time.ts";

const LONGEST_DAYS = 366;
const USUAL_DAYS = 30;

const querySchema = z.strictObject({
  from: z.iso.datetime().optional().describe("30 days ago unless it says otherwise"),
  to: z.iso
    .datetime()
    .optional()
    .describe("Excluded. Without it the stores are looked at now, and the period ends with that."),
});

const provenSchema = z.object({ seq: z.int(), entry: z.string(), proof: z.array(z.string()) });

const evidenceSchema = z.object({
  statement: z.looseObject({ format: z.literal("traceo-residency/1"), tenant: z.string() }),
  jws: z.string().describe("A compact JWS over the canonical JSON of `statement`"),
  audit: z.object({
    statement: provenSchema.describe("The entry with the statement's SHA-256"),
    observations: z.array(provenSchema),
    checkpoint: z.string(),
    vkey: z.string(),
  }),
});

export const getResidencyEvidence = tenantOperation({
  id: "residency.evidence",
  method: "GET",
  path: "/v1/residency/evidence",
  tag: "Residency",
  summary: "Get a signed statement of where your data was kept",
  description:
    "What was observed of every store in the period, what held it, moves with their receipts, exceptions and refusals; `statement.not_covered` says what it does not tell. At most 366 days.",
  action: "residency:attest",
  params: null,
  query: querySchema,
  body: { kind: "none" },
  responses: { 200: { description: "The statement and what proves it", schema: evidenceSchema } },
  handle: async ({ session, query, nowMs }) => {
    const period = readPeriod(query, nowMs);
    if (!period.ok) return period;
    const attested = await session.attest(period.value);
    return attested.ok ? ok(jsonReply(200, attested.value)) : attested;
  },
});

interface Asked {
  readonly from: string;
  readonly to: string | null;
}

/** In the log's spelling of times, so that they compare as text. */
function readPeriod({ from, to }: z.infer<typeof querySchema>, nowMs: number): Result<Asked> {
  const endMs = to === undefined ? nowMs : Date.parse(to);
  const startMs = from === undefined ? endMs - USUAL_DAYS * DAY_MS : Date.parse(from);
  if (startMs >= endMs) return refuse("query/from", "is before `to`, and not in the future");
  if (endMs > nowMs) return refuse("query/to", "must not lie in the future");
  if (endMs - startMs > LONGEST_DAYS * DAY_MS)
    return refuse("query/from", `is at most ${LONGEST_DAYS} days ago`);
  const end = to === undefined ? null : new Date(endMs).toISOString();
  return ok({ from: new Date(startMs).toISOString(), to: end });
}

function refuse(pointer: string, message: string): Result<never> {
  return failed(fault("request.invalid", `${pointer} ${message}`, [{ pointer, message }]));
}
