// /v1/access-proposals: changes that wait for a second person.

import { z } from "zod";
import { jsonReply, tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { CHANGE_RESPONSES } from "./change-reply.ts";

const MOST_PROPOSALS = 100;

const proposalSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  author: z.string(),
  summary: z.string(),
  base_version: z.int(),
  changes: z.array(z.object({ kind: z.string(), id: z.string(), document: z.unknown().nullable() })),
  status: z.enum(["pending", "approved", "rejected"]),
  decided_by: z.string().nullable(),
  decided_at: z.iso.datetime().nullable(),
});

const storedSchema = z.array(
  z.looseObject({
    atMs: z.int(),
    baseVersion: z.int(),
    decidedBy: z.string().nullable(),
    decidedAtMs: z.int().nullable(),
  }),
);

export const listAccessProposals = tenantOperation({
  id: "access_proposals.list",
  method: "GET",
  path: "/v1/access-proposals",
  tag: "Access",
  summary: "List proposed changes of access, newest first",
  action: "policies:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: { description: "The last hundred", schema: z.object({ data: z.array(proposalSchema) }) },
  },
  handle: async ({ session }) => {
    const listed = await session.ask("access.proposals", { limit: MOST_PROPOSALS });
    if (!listed.ok) return listed;
    const data = storedSchema
      .parse(listed.value)
      .map(({ atMs, baseVersion, decidedBy, decidedAtMs, ...rest }) => ({
        ...rest,
        at: new Date(atMs).toISOString(),
        base_version: baseVersion,
        decided_by: decidedBy,
        decided_at: decidedAtMs === null ? null : new Date(decidedAtMs).toISOString(),
      }));
    return ok(jsonReply(200, { data }));
  },
});

function verdictOperation(verb: "approve" | "reject", verdict: "approved" | "rejected"): TenantOperation {
  return tenantOperation({
    id: `access_proposals.${verb}`,
    method: "POST",
    path: `/v1/access-proposals/{proposal_id}/${verb}`,
    tag: "Access",
    summary: verb === "approve" ? "Approve what somebody else proposed" : "Reject a proposed change",
    action: "policies:approve",
    params: z.object({ proposal_id: z.string().max(64) }),
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
