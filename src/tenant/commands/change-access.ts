// Changes of policies, roles, grants, users and access settings: validated as the whole that they lead to, written as one
// new version, in force everywhere once acknowledged. Where the tenant asks for two persons, a change is kept as a
// proposal until somebody else approves it.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AccessChange, AccessState } from "../../policy/index.ts";
import {
  analyseChanges,
  applyChanges,
  changesBetween,
  isInForce,
  placeViolations,
  policyStateOf,
} from "../../policy/index.ts";
import { lastVersion, loadAccess, writeVersion } from "../../policy/store/access.ts";
import { saveProposal } from "../../policy/store/proposals.ts";
import { newEvent, type EventData, type NewEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { checkAccess } from "./check-access.ts";

export interface ChangeAccess {
  readonly changes: readonly AccessChange[];
  readonly summary: string;
  /** The version that the caller knows; null to change whatever is in force. */
  readonly expectedVersion: number | null;
}

export function changeAccess(tx: Tx, { changes, summary, expectedVersion }: ChangeAccess): Result<Change> {
  const current = loadAccess(tx.db);
  if (expectedVersion !== null && expectedVersion !== current.version)
    return failed(fault("policy.version_conflict", `version ${current.version} is in force`));
  const absent = changes.find((change) => change.document === null && !isInForce(current, change));
  if (absent !== undefined)
    return failed(fault("policy.not_found", `there is no ${absent.kind} \`${absent.id}\``));
  const next = applyChanges(current, changes);
  if (changesBetween(current, next).length === 0) return ok(nothingToChange(current));
  const checked = checkAccess(tx, { current, next });
  if (!checked.ok) return checked;
  const wanted = { changes, summary, current, warnings: warningsOf(next, changes) };
  return ok(current.settings.requires_approval ? propose(tx, wanted) : putInForce(tx, wanted, null));
}

/** What is already as wanted makes no version: applying the same documents again and again costs nobody a decision. */
function nothingToChange({ version }: AccessState): Change {
  return {
    reply: { status: "in_force", version, proposal_id: null, warnings: [] },
    resource: `access_version:${version}`,
    detail: { changes: nameChanges([]) },
    raisesEpoch: false,
    effects: [],
  };
}

interface Wanted {
  readonly changes: readonly AccessChange[];
  readonly summary: string;
  readonly current: AccessState;
  readonly warnings: Json;
}

/** What is wrong with what came, placed in what was sent. */
export function warningsOf(next: AccessState, changes: readonly AccessChange[]): Json {
  const found = analyseChanges(policyStateOf(next), changes);
  return placeViolations(found, next, changes).map((finding) => ({ ...finding }));
}

export function putInForce(
  tx: Tx,
  { changes, summary, warnings }: Wanted,
  approval: Approval | null,
): Change {
  const version = lastVersion(tx.db) + 1;
  const author = approval?.author ?? tx.envelope.actor.id;
  const approver = approval === null ? null : tx.envelope.actor.id;
  const epoch = tx.state.epoch + 1;
  writeVersion(tx.db, { version, atMs: tx.nowMs, author, approver, epoch, summary }, changes);
  return {
    reply: { status: "in_force", version, proposal_id: approval?.proposalId ?? null, warnings },
    resource: `access_version:${version}`,
    detail: { summary, changes: nameChanges(changes), author },
    raisesEpoch: true,
    effects: [],
    events: [
      newEvent("policy.changed", { version, epoch, summary, ...documentsOf(changes) }, "access"),
      ...(approval === null ? [] : [decidedEvent(approval.proposalId, "approved")]),
    ],
  };
}

export interface Approval {
  readonly author: string;
  readonly proposalId: string;
}

function propose(tx: Tx, { changes, summary, current, warnings }: Wanted): Change {
  const id = newId("proposal", tx.nowMs, tx.random);
  saveProposal(tx.db, {
    id,
    atMs: tx.nowMs,
    author: tx.envelope.actor.id,
    summary,
    baseVersion: current.version,
    changes,
    status: "pending",
    decidedBy: null,
    decidedAtMs: null,
  });
  return {
    reply: { status: "pending", version: current.version, proposal_id: id, warnings },
    resource: `access_proposal:${id}`,
    detail: { summary, changes: nameChanges(changes) },
    raisesEpoch: false,
    effects: [],
    events: [newEvent("policy.proposed", { proposal_id: id, summary }, "access")],
  };
}

/** What integrators are told of a proposal's end. */
export function decidedEvent(proposal_id: string, decision: "approved" | "rejected"): NewEvent {
  return newEvent("policy.decided", { proposal_id, decision }, "access");
}

function documentsOf(
  changes: readonly AccessChange[],
): Pick<EventData<"policy.changed">, "documents" | "documents_total"> {
  const documents = changes.slice(0, MOST_NAMED).map(({ kind, id, document }) => {
    return { kind, id, change: document === null ? ("delete" as const) : ("put" as const) };
  });
  return { documents, documents_total: changes.length };
}

/** LIMIT: an audit entry and an event name the documents of a change, at most these many; the version holds them all. */
const MOST_NAMED = 200;

function nameChanges(changes: readonly AccessChange[]): Json {
  const named = changes.slice(0, MOST_NAMED).map(({ kind, id, document }) => ({
    [document === null ? "removed" : "set"]: `${kind}:${id}`,
  }));
  return { count: changes.length, named };
}
