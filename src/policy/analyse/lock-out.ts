// Would this set shut out everybody who could mend it? Asked of each admin with the circumstances left open: what MFA, a
// network or an hour can still satisfy is no lock-out; what no circumstance can is one.

import type { Subject } from "../access-request.ts";
import { ACTIONS, type Action } from "../actions.ts";
import type { CompiledPolicies } from "../compile/compile.ts";
import { factsOf, isWithinScopes, tallyOf } from "../decide-access.ts";

/** Whoever may do these can undo anything. */
const MENDING: readonly Action[] = ["users:manage", "policies:manage"];

/** Roles are in force now, so expired grants give nothing. False when there is nobody to ask. */
export function isLockedOut(compiled: CompiledPolicies, admins: readonly Subject[], nowMs: number): boolean {
  const canMend = (admin: Subject): boolean =>
    MENDING.every((action) => mayEver(compiled, action, { principal: admin, nowMs }));
  return admins.length > 0 && !admins.some(canMend);
}

interface Asker {
  readonly principal: Subject;
  readonly nowMs: number;
}

/** Are there circumstances under which this one may? The limits of its credential are none that could change. */
export function mayEver(compiled: CompiledPolicies, action: Action, { principal, nowMs }: Asker): boolean {
  if (!isWithinScopes(principal, action)) return false;
  const resource = { type: ACTIONS[action].kind, isUnread: true };
  const asked = { principal: opened(principal), action, resource };
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
}

/** A principal can come back with other MFA and a fresh session: these are left open too. */
function opened(principal: Subject): Subject {
  return { ...principal, mfaVerified: undefined, mfaMethod: undefined, sessionAgeSeconds: undefined };
}
