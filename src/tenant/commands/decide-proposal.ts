// The second person's word on a proposed change. Nobody approves what they proposed themselves; a proposal made against a
// version that is no longer in force is checked again as it would be now.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { applyChanges } from "../../policy/index.ts";
import { loadAccess } from "../../policy/store/access.ts";
import { loadProposal, saveProposal, type Proposal } from "../../policy/store/proposals.ts";
import type { Change, Tx } from "../commit.ts";
import { putInForce } from "./change-access.ts";
import { checkAccess } from "./check-access.ts";

export interface DecideProposal {
  readonly id: string;
  readonly verdict: "approved" | "rejected";
}

export function decideProposal(tx: Tx, { id, verdict }: DecideProposal): Result<Change> {
  const proposal = loadProposal(tx.db, id);
  if (proposal === null) return failed(fault("policy.not_found", "there is no such proposal"));
  if (proposal.status !== "pending")
    return failed(fault("policy.already_decided", `the proposal is ${proposal.status}`));
  if (verdict === "approved" && proposal.author === tx.envelope.actor.id)
    return failed(fault("policy.needs_second_person", "somebody else has to approve it"));
  const decided = { ...proposal, status: verdict, decidedBy: tx.envelope.actor.id, decidedAtMs: tx.nowMs };
  saveProposal(tx.db, decided);
  return verdict === "approved" ? approve(tx, proposal) : ok(reject(proposal));
}

function approve(tx: Tx, { id, author, changes, summary }: Proposal): Result<Change> {
  const current = loadAccess(tx.db);
  const checked = checkAccess(tx, { current, next: applyChanges(current, changes) });
  if (!checked.ok) return checked;
  return ok(putInForce(tx, { changes, summary, current }, { author, proposalId: id }));
}

function reject({ id, summary, baseVersion }: Proposal): Change {
  return {
    reply: { status: "rejected", version: baseVersion, proposal_id: id },
    resource: `access_proposal:${id}`,
    detail: { summary },
    raisesEpoch: false,
    effects: [],
  };
}
