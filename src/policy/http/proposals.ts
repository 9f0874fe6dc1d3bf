// /v1/access-proposals: changes that wait for a second person.

import { z } from "zod";
import { jsonReply, tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok } from "../../kernel/result.ts";
import { CHANGE_RESPONSES } from "./change-reply.ts";

const MOST_PROPOSALS = 100;
const STATUSES = ["pending", "approved", "rejected"] as const;

const proposalSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  author: z.string(),
  summary: z.string(),
  base_version: z.int().describe("The version that it was proposed against"),
  changes: z.array(z.object({ kind: z.string(), id: z.string(), document: z.unknown().nullable() })),
  status: z.enum(STATUSES),
  decided_by: z.string().nullable(),
  decided_at: z.iso.datetime().nullable(),
});
type ProposalView = z.infer<typeof proposalSchema>;

const storedSchema = z.object({
  ...proposalSchema.omit({ at: true, base_version: true, decided_by: true, decided_at: true }).shape,
  atMs: z.int(),
  baseVersion: z.int(),
  decidedBy: z.string().nullable(),
  decidedAtMs: z.int().nullable(),
});

function viewProposal(stored: unknown): ProposalView {
  const { atMs, baseVersion, decidedBy, decidedAtMs, ...rest } = storedSchema.parse(stored);
  return {
    ...rest,
    at: new Date(atMs).toISOString(),
    base_version: baseVersion,
    decided_by: decidedBy,
    decided_at: decidedAtMs === null ? null : new Date(decidedAtMs).toISOString(),
  };
}

export const listAccessProposals = tenantOperation({
  id: "access_proposals.list",
  method: "GET",
  path: "/v1/access-proposals",
  tag: "Access",
  summary: "List proposed changes of access, newest first",
  description:
    "With `requires_approval` in the settings of access, every change is kept here until somebody else approves it.",
  action: "policies:view",
  params: null,
  query: pageQuerySchema(MOST_PROPOSALS).extend({ status: z.enum(STATUSES).optional() }),
  body: { kind: "none" },
  responses: { 200: { description: "A page of proposals", schema: pageSchema(proposalSchema) } },
  handle: async ({ session, query: { limit, cursor, status = null } }) => {
    const position = cursor === undefined ? ok([""]) : parseCursor(cursor, ["string"]);
    if (!position.ok) return position;
    const before = String(position.value[0]);
    const listed = await session.ask("access.proposals", { before, status, limit: limit + 1 });
    if (!listed.ok) return listed;
    const data = z.array(z.unknown()).parse(listed.value).map(viewProposal);
    const page = cutPage(data, limit, (last) => encodeCursor([last.id]));
    return ok(jsonReply(200, page));
  },
});

const proposalParams = z.object({ proposal_id: z.string().max(64) });

export const getAccessProposal = tenantOperation({
  id: "access_proposals.get",
  method: "GET",
  path: "/v1/access-proposals/{proposal_id}",
  tag: "Access",
  summary: "See a proposed change of access",
  description: "What it would change, who proposed it, and what became of it.",
  action: "policies:view",
  params: proposalParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The proposal", schema: proposalSchema } },
  handle: async ({ session, params: { proposal_id: id } }) => {
    const found = await session.ask("access.proposal", { id });
    return found.ok ? ok(jsonReply(200, viewProposal(found.value))) : found;
  },
});

const VERDICTS = {
  approve:
    "It is judged again as it would be now, and takes effect at once. Refused are its author (`policy.needs_second_person`), who does not hold what it gives, and a proposal whose documents were changed meanwhile (`policy.version_conflict`).",
  reject: "Nothing changes. Its author may take it back in this way.",
} as const;

function verdictOperation(verb: "approve" | "reject", verdict: "approved" | "rejected"): TenantOperation {
  return tenantOperation({
    id: `access_proposals.${verb}`,
    method: "POST",
    path: `/v1/access-proposals/{proposal_id}/${verb}`,
    tag: "Access",
    summary: verb === "approve" ? "Approve what somebody else proposed" : "Reject a proposed change",
    description: VERDICTS[verb],
    action: "policies:approve",
    params: proposalParams,
    query: null,
    body: { kind: "none" },
    responses: CHANGE_RESPONSES,
    isIdempotentByKey: true,
    handle: async ({ session, params }) => {
      const decided = await session.execute("access.decide_proposal", { id: params.proposal_id, verdict });
      return decided.ok ? ok(jsonReply(200, decided.value.reply)) : decided;
    },
  });
}

export const approveAccessProposal = verdictOperation("approve", "approved");
export const rejectAccessProposal = verdictOperation("reject", "rejected");
