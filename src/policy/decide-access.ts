// The decision: any matching deny -> deny; else any matching allow (a role's, a grant's or a policy's) -> allow; else
// deny. A policy that errs is skipped for allow, counts as matching for deny, and is reported. What only the rows can
// settle becomes a row filter. Pure: request and time come in as values; no I/O, few allocations.

import type { AccessRequest, Subject } from "./access-request.ts";
import { FAMILY_OF } from "./actions.ts";
import type { Facts } from "./attributes.ts";
import type { CompiledPolicies } from "./compile/compile.ts";
import type { CompiledPolicy } from "./compile/compile-policy.ts";
import { ERROR, FALSE, TRUE, UNKNOWN } from "./compile/outcome.ts";
import { visitCandidates } from "./compile/policy-index.ts";
import { rolesOf, visitRoles } from "./role-allows.ts";
import { rowsWhere } from "./residual.ts";
import { allRows, anyRow, EVERY_ROW, isEveryRow, isNoRow, type RowFilter } from "./row-filter.ts";
import { addOnce, newTally, type Tally } from "./tally.ts";

export interface AccessDecision {
  readonly effect: "allow" | "deny";
  /** What settled it: `policy:…`, `grant:…`, `role:…`, `scope` (the credential's own limits) or `default`. */
  readonly reasons: readonly string[];
  /** Policies that could not be evaluated. */
  readonly errors: readonly string[];
  /** With `allow`: only these rows; null for all. */
  readonly rowFilter: RowFilter | null;
}

const NONE: readonly string[] = Object.freeze([]);
const BY_DEFAULT: AccessDecision = { effect: "deny", reasons: ["default"], errors: NONE, rowFilter: null };
const OUT_OF_SCOPE: AccessDecision = { effect: "deny", reasons: ["scope"], errors: NONE, rowFilter: null };

export function decideAccess(compiled: CompiledPolicies, request: AccessRequest): AccessDecision {
  const { principal, action, given } = request;
  // What is given is asked for under another action, by which the credential was judged.
  if (given === undefined && !isWithinScopes(principal, action)) return OUT_OF_SCOPE;
  const tally = tallyOf(compiled, factsOf(compiled, request));
  if (given !== undefined) tally.allows = addOnce(tally.allows, given);
  if (tally.denies !== null) return denied(tally.denies, tally.denyErrors ?? NONE);
  const errors = tally.allowErrors ?? NONE;
  const isOpen = tally.openAllows !== null || tally.openRows !== null;
  if (tally.allows === null && !isOpen)
    return errors === NONE ? BY_DEFAULT : denied(BY_DEFAULT.reasons, errors);
  if (tally.allows !== null && tally.openDenies === null)
    return { effect: "allow", reasons: tally.allows, errors, rowFilter: null };
  return filtered(tally, errors);
}

export function factsOf({ zone, trusted, grants }: CompiledPolicies, request: AccessRequest): Facts {
  const { principal, action, resource, context } = request;
  return { principal, action, resource, context, roles: rolesOf(grants, request), zone, trusted };
}

export function isWithinScopes({ scopes }: Subject, action: string): boolean {
  if (scopes.length === 0) return true;
  return scopes.includes(action) || scopes.includes("*") || scopes.includes(`${FAMILY_OF.get(action)}:*`);
}

const denied = (reasons: readonly string[], errors: readonly string[]): AccessDecision => ({
  effect: "deny",
  reasons,
  errors,
  rowFilter: null,
});

export function tallyOf(compiled: CompiledPolicies, facts: Facts): Tally {
  const tally = newTally(facts);
  visitRoles(compiled, tally);
  visitCandidates(compiled.policies, tally, tallyPolicy);
  return tally;
}

function tallyPolicy(policy: CompiledPolicy, tally: Tally): void {
  const { facts } = tally;
  const outcome = (facts.resource.isUnread === true ? policy.testUnread : policy.testFound)(facts);
  if (outcome === FALSE) return;
  if (policy.isDeny) {
    if (outcome === UNKNOWN) tally.openDenies = addOnce(tally.openDenies, policy);
    else tally.denies = addOnce(tally.denies, policy.reason);
    if (outcome === ERROR) tally.denyErrors = addOnce(tally.denyErrors, policy.reason);
  } else if (outcome === TRUE) tally.allows = addOnce(tally.allows, policy.reason);
  else if (outcome === ERROR) tally.allowErrors = addOnce(tally.allowErrors, policy.reason);
  else tally.openAllows = addOnce(tally.openAllows, policy);
}

/** (Any unconditional allow, or any open allow) and no open deny. */
function filtered(
  { facts, allows, openAllows, openDenies, openRows }: Tally,
  errors: readonly string[],
): AccessDecision {
  const rows = (policy: CompiledPolicy, wanted: typeof TRUE | typeof FALSE): RowFilter =>
    policy.root === null ? EVERY_ROW : rowsWhere(policy.root, wanted, facts);
  const undenied = (openDenies ?? []).map((policy) => rows(policy, FALSE));
  const opening = allows === null ? [...(openRows ?? []), ...(openAllows ?? [])] : [];
  const allowed = opening.map((open) => ("rows" in open ? open.rows : rows(open, TRUE)));
  const filter = allRows(allows === null ? [anyRow(allowed), ...undenied] : undenied);
  const open = [...(openDenies ?? []), ...opening].map(({ reason }) => reason);
  if (isNoRow(filter)) return denied([...open, ...BY_DEFAULT.reasons], errors);
  const rowFilter = isEveryRow(filter) ? null : filter;
  return { effect: "allow", reasons: [...(allows ?? []), ...open], errors, rowFilter };
}
