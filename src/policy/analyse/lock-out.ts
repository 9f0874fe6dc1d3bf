// Would this set shut out everybody who could mend it? Asked of each admin with the circumstances left open: what MFA, a
// network or an hour can still satisfy is no lock-out; what no circumstance can is one.

import type { Subject } from "../access-request.ts";
import type { Action } from "../actions.ts";
import { compilePolicies, type PolicyState } from "../compile/compile.ts";
import { factsOf, tallyOf } from "../decide-access.ts";

/** Whoever may do these can undo anything. */
const MENDING: readonly Action[] = ["users:manage", "policies:manage"];

/** Roles are in force now, so expired grants give nothing. False when there is nobody to ask. */
export function isLockedOut(state: PolicyState, admins: readonly Subject[], nowMs: number): boolean {
  const compiled = compilePolicies(state);
  const canStill = (principal: Subject, action: Action): boolean => {
    const kind = action === "users:manage" ? "user" : "policy";
    const asked = { principal: opened(principal), action, resource: { type: kind, isUnread: true } };
    const granted = factsOf(compiled, { ...asked, context: { timeMs: nowMs } }).roles;
    // Hours and days are circumstances as well: only grants' expiry is judged by the clock.
    const facts = {
      ...factsOf(compiled, { ...asked, context: { timeMs: Number.NaN, isUnread: true } }),
      roles: granted,
    };
    const { denies, allows, openAllows, openRows } = tallyOf(compiled, facts);
    if (denies !== null) return false;
    const byRole = granted.some((role) => compiled.roles.get(role)?.actions.get(action) === "all");
    return byRole || [allows, openAllows, openRows].some((found) => found !== null);
  };
  return admins.length > 0 && !admins.some((admin) => MENDING.every((action) => canStill(admin, action)));
}

/** A principal can come back with other MFA and a fresh session: these are left open too. */
function opened(principal: Subject): Subject {
  return { ...principal, mfaVerified: undefined, mfaMethod: undefined, sessionAgeSeconds: undefined };
}
