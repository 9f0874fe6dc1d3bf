// Whose keys may somebody make, rotate and revoke? INVARIANT: nobody raises itself by a key: whoever gets a key's secret
// (its maker, or who rotates it) holds all that the key's roles grant. Operators act with the platform's authority.

import type { KeyRecord } from "../../identity/index.ts";
import { loadKey } from "../../identity/store/keys.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { compilePolicies, mayGrant, policyStateOf, subjectOfKey } from "../../policy/index.ts";
import { loadAccess } from "../../policy/store/access.ts";
import type { Tx } from "../commit.ts";

function mayGiveRoles(tx: Tx, roles: KeyRecord["roles"]): boolean {
  return checkRoles(tx, roles).ok;
}

/** `request.invalid` for a role that does not exist, `keys.roles_exceed_holder` for more than the giver holds. */
export function checkRoles({ db, envelope, nowMs }: Tx, roles: KeyRecord["roles"]): Result<null> {
  const compiled = compilePolicies(policyStateOf(loadAccess(db)));
  const message = "there is no such role";
  const violations = roles.flatMap((role, i) =>
    compiled.roles.has(role) ? [] : [{ pointer: `/roles/${i}`, message }],
  );
  if (violations.length > 0) return failed(fault("request.invalid", message, violations));
  if (envelope.actor.kind === "operator") return ok(null);
  const holder = loadKey(db, envelope.actor.id);
  if (holder !== null && mayGrant(compiled, { subject: subjectOfKey(holder), nowMs }, roles)) return ok(null);
  return failed(fault("keys.roles_exceed_holder", "ask somebody who holds these roles in full"));
}

/** A key may always be changed by itself: that gives it nothing that it has not got. */
export function mayChangeKey(tx: Tx, key: KeyRecord): boolean {
  return tx.envelope.actor.id === key.id || mayGiveRoles(tx, key.roles);
}
