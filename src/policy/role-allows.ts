// Allows that come from roles: held directly, or by grants to the principal and its groups. A grant within a scope, and an
// action granted on what one owns, are settled by the resource, or by each row when rows have yet to be read.

import type { AccessRequest } from "./access-request.ts";
import type { CompiledPolicies } from "./compile/compile.ts";
import type { CompiledGrant, CompiledRole, GrantIndex } from "./compile/compile-roles.ts";
import { allRows, type RowFilter } from "./row-filter.ts";
import { addOnce, type Tally } from "./tally.ts";

const NO_GRANTS: readonly CompiledGrant[] = [];

/** The principal's roles: its own, and those granted everywhere and not expired. Does not copy when nothing is added. */
export function rolesOf(grants: GrantIndex, { principal, context }: AccessRequest): readonly string[] {
  if (grants.user.size === 0 && grants.key.size === 0 && grants.group.size === 0) return principal.roles;
  let roles: string[] | null = null;
  const add = (granted: readonly CompiledGrant[]): void => {
    for (const { role, scope, expiresAtMs } of granted) {
      if (scope !== null || !(context.timeMs < expiresAtMs)) continue;
      if (!(roles ?? principal.roles).includes(role.name)) roles = [...(roles ?? principal.roles), role.name];
    }
  };
  add(grants[principal.kind].get(principal.id) ?? NO_GRANTS);
  for (const group of principal.groups ?? []) add(grants.group.get(group) ?? NO_GRANTS);
  return roles ?? principal.roles;
}

export function visitRoles({ roles, grants }: CompiledPolicies, tally: Tally): void {
  const { principal } = tally.facts;
  for (const name of principal.roles) {
    const role = roles.get(name);
    if (role !== undefined) tallyRole(role, role, tally);
  }
  visitGrants(grants[principal.kind].get(principal.id), tally);
  if (grants.group.size === 0) return;
  for (const group of principal.groups ?? []) visitGrants(grants.group.get(group), tally);
}

function visitGrants(grants: readonly CompiledGrant[] | undefined, tally: Tally): void {
  if (grants === undefined) return;
  const { timeMs } = tally.facts.context;
  for (const grant of grants) if (timeMs < grant.expiresAtMs) tallyRole(grant.role, grant, tally);
}

function tallyRole(role: CompiledRole, by: Pick<CompiledGrant, "reason" | "scope">, tally: Tally): void {
  const extent = role.actions.get(tally.facts.action);
  if (extent === undefined) return;
  if (extent === "all" && by.scope === null) {
    tally.allows = addOnce(tally.allows, by.reason);
    return;
  }
  const rows = [
    extent === "own" ? ownRows(tally) : true,
    by.scope === null ? true : scopeRows(by.scope, tally),
  ];
  if (rows.includes(false)) return;
  const open = rows.filter((part) => typeof part === "object");
  if (open.length === 0) tally.allows = addOnce(tally.allows, by.reason);
  else tally.openRows = [...(tally.openRows ?? []), { reason: by.reason, rows: allRows(open) }];
}

type Settled = boolean | RowFilter;

function ownRows({ facts: { principal, resource } }: Tally): Settled {
  if (resource.owner !== undefined) return resource.owner === principal.id;
  return resource.isUnread === true && isLabel("owner", principal.id);
}

function scopeRows({ attribute, value }: NonNullable<CompiledGrant["scope"]>, { facts }: Tally): Settled {
  const actual = attribute.read(facts);
  if (actual !== undefined) return actual === value;
  return facts.resource.isUnread === true && isLabel(attribute.rowLabel ?? "", value);
}

const isLabel = (label: string, value: string): RowFilter => ({
  label,
  operator: "equals",
  value,
  holds: true,
  ifMissing: false,
});
