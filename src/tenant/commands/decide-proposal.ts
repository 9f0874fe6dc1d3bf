// The second person's word on a proposed change. Nobody approves what they proposed themselves. Of a proposal made against
// a version that is no longer in force, what it would be now is checked again; where a document that it changes has been
// changed since, it is refused: approving it would undo, unseen, what somebody else did.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { applyChanges, changesBetween } from "../../policy/index.ts";
import { loadAccess } from "../../policy/store/access.ts";
import { loadProposal, saveProposal, type Proposal } from "../../policy/store/proposals.ts";
import type { Change, Tx } from "../commit.ts";
import { decidedEvent, putInForce, warningsOf } from "./change-access.ts";
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

function approve(tx: Tx, { id, author, baseVersion, changes, summary }: Proposal): Result<Change> {
  const current = loadAccess(tx.db);
  const since = changesBetween(loadAccess(tx.db, baseVersion), current);
  const both = changes.find((change) =>
    since.some(({ kind, id: other }) => kind === change.kind && other === change.id),
  );
  if (both !== undefined)
    return failed(
      fault("policy.version_conflict", `${both.kind} \`${both.id}\` was changed since it was proposed`),
    );
  const next = applyChanges(current, changes);
  const checked = checkAccess(tx, { current, next });
  if (!checked.ok) return checked;
  const wanted = { changes, summary, current, warnings: warningsOf(next, changes) };
  return ok(putInForce(tx, wanted, { author, proposalId: id }));
}

function reject({ id, summary, baseVersion }: Proposal): Change {
  return {
    reply: { status: "rejected", version: baseVersion, proposal_id: id, warnings: [] },
    resource: `access_proposal:${id}`,
    detail: { summary },
    raisesEpoch: false,
    effects: [],
    events: [decidedEvent(id, "rejected")],
  };
}
