// May this state come into force? It must parse as a whole, give nobody more than its author holds, and shut out nobody
// who could undo it.

import { isKeyActive } from "../../identity/index.ts";
import { listOpenKeys, loadKey } from "../../identity/store/keys.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  changesBetween,
  compilePolicies,
  givenByChanges,
  givenByRoles,
  isLockedOut,
  mayEver,
  mayGive,
  parsePolicySet,
  placeViolations,
  policyStateOf,
  rolesOf,
  subjectOfKey,
  unknownRoles,
  type AccessState,
  type CompiledPolicies,
  type Subject,
} from "../../policy/index.ts";
import type { Tx } from "../commit.ts";

export interface Transition {
  readonly current: AccessState;
  readonly next: AccessState;
}

export function checkAccess(tx: Tx, { current, next }: Transition): Result<null> {
  const { policies, roles, grants } = next;
  const parsed = parsePolicySet({ policies, roles, grants });
  if (!parsed.ok) return failed(placed(parsed.fault, { current, next }));
  const both = {
    before: compilePolicies(policyStateOf(current)),
    after: compilePolicies(policyStateOf(next)),
  };
  const raised = checkAuthority(tx, both, { current, next });
  return raised.ok ? checkLockOut(tx, both, { current, next }) : raised;
}

interface Both {
  readonly before: CompiledPolicies;
  readonly after: CompiledPolicies;
}

/** The fault with pointers into what was sent, not into the set that it would have become. */
function placed(refused: Fault, { current, next }: Transition): Fault {
  const violations = placeViolations(refused.violations ?? [], next, changesBetween(current, next));
  const [first] = violations;
  return first === undefined ? refused : invalid(first, violations);
}

const invalid = (first: NonNullable<Fault["violations"]>[number], all: Fault["violations"]): Fault =>
  fault("request.invalid", `${first.pointer}: ${first.message}`, all);

/** What a change gives to anybody must be held by who makes it: judged by what roles are after it, and held before it. */
function checkAuthority(tx: Tx, { before, after }: Both, { current, next }: Transition): Result<null> {
  const changes = changesBetween(current, next);
  const unknown = unknownRoles(after, changes);
  const [first] = unknown;
  if (first !== undefined) return failed(invalid(first, unknown));
  if (tx.envelope.actor.kind === "operator") return ok(null);
  const { roles, actions } = givenByChanges(changes);
  const given = [...givenByRoles(after, roles), ...actions];
  const maker = loadKey(tx.db, tx.envelope.actor.id);
  const holder = maker === null ? null : { subject: subjectOfKey(maker), nowMs: tx.nowMs };
  if (holder !== null && mayGive(before, holder, given)) return ok(null);
  return failed(fault("keys.roles_exceed_holder", "ask somebody who holds in full what this gives"));
}

/** Two are needed where one proposes and another approves. */
const FEWEST_APPROVERS = 2;

function checkLockOut(tx: Tx, { before, after }: Both, { current, next }: Transition): Result<null> {
  // Keys are who can come in: a user that nobody can sign in as could not undo anything.
  const keys = listOpenKeys(tx.db).filter((key) => isKeyActive(key, tx.nowMs));
  const subjects = keys.map(subjectOfKey);
  const admins = subjects.filter((subject) => isAdmin(before, subject, tx.nowMs));
  if (isLockedOut(after, admins, tx.nowMs))
    return failed(lockedOut("", "no admin could manage users and policies any more"));
  if (!next.settings.requires_approval || current.settings.requires_approval) return ok(null);
  const mayApprove = (principal: Subject): boolean =>
    mayEver(after, "policies:approve", { principal, nowMs: tx.nowMs });
  if (subjects.filter(mayApprove).length >= FEWEST_APPROVERS) return ok(null);
  return failed(lockedOut("/requires_approval", "nobody else could approve: make a second key that may"));
}

const lockedOut = (pointer: string, message: string): Fault =>
  fault("policy.locks_out", message, [{ pointer, message }]);

function isAdmin({ grants }: CompiledPolicies, principal: Subject, timeMs: number): boolean {
  const resource = { type: "user" };
  return rolesOf(grants, { principal, action: "users:manage", resource, context: { timeMs } }).includes(
    "admin",
  );
}
