// May this state come into force? It must parse as a whole, give nobody more than its author holds, and shut out nobody
// who could undo it.

import { listOpenKeys, loadKey } from "../../identity/store/keys.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  analyse,
  compilePolicies,
  mayGrant,
  parsePolicySet,
  policyStateOf,
  rolesOf,
  subjectOfKey,
  subjectOfUser,
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
  if (!parsed.ok) return parsed;
  const before = compilePolicies(policyStateOf(current));
  const raised = checkAuthority(tx, before, { current, next });
  return raised.ok ? checkLockOut(tx, before, next) : raised;
}

/** Roles that a change gives to anybody must be held by who makes it. */
function checkAuthority(tx: Tx, before: CompiledPolicies, { current, next }: Transition): Result<null> {
  if (tx.envelope.actor.kind === "operator") return ok(null);
  const maker = loadKey(tx.db, tx.envelope.actor.id);
  const given = [
    ...newOnes(current.grants, next.grants).map((grant) => grant.role),
    ...newOnes(current.users, next.users).flatMap((user) => user.roles),
  ];
  const after = compilePolicies(policyStateOf(next));
  const unknown = given.find((role) => !after.roles.has(role));
  if (unknown !== undefined)
    return failed(
      fault("request.invalid", `there is no role \`${unknown}\``, [
        { pointer: "/roles", message: "there is no such role" },
      ]),
    );
  // Judged by what roles give after the change, held by what the maker holds before it.
  const compiled = { ...after, grants: before.grants };
  const holder = maker === null ? null : { subject: subjectOfKey(maker), nowMs: tx.nowMs };
  if (holder !== null && mayGrant(compiled, holder, given)) return ok(null);
  return failed(fault("keys.roles_exceed_holder", "ask somebody who holds these roles in full"));
}

function newOnes<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Set(before.map((item) => JSON.stringify(item)));
  return after.filter((item) => !known.has(JSON.stringify(item)));
}

function checkLockOut(tx: Tx, before: CompiledPolicies, next: AccessState): Result<null> {
  const subjects = [...listOpenKeys(tx.db).map(subjectOfKey), ...next.users.map(subjectOfUser)];
  const admins = subjects.filter((subject) => isAdmin(before, subject, tx.nowMs));
  const findings = analyse(policyStateOf(next), { admins, nowMs: tx.nowMs });
  const refused = findings.find((finding) => finding.severity === "refused");
  if (refused === undefined) return ok(null);
  return failed(
    fault("policy.locks_out", refused.message, [{ pointer: refused.pointer, message: refused.message }]),
  );
}

function isAdmin({ grants }: CompiledPolicies, principal: Subject, timeMs: number): boolean {
  const resource = { type: "user" };
  return rolesOf(grants, { principal, action: "users:manage", resource, context: { timeMs } }).includes(
    "admin",
  );
}
