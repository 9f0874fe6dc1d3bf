// A tenant's whole set of policies, roles and grants: each document, then what only the set can tell: ids used twice,
// roles that do not exist, inheritance that runs in a circle.

import type { Result } from "../../kernel/result.ts";
import { pointerTo } from "../../kernel/violations.ts";
import { LIMITS, type GrantDocument, type PolicySet, type RoleDocument } from "../policy-document.ts";
import { isBuiltInRole } from "../roles.ts";
import { readPolicy } from "./parse-policy.ts";
import { readGrant, readRole } from "./parse-role.ts";
import { Refusals, sizeBytesOf, nestsDeeper, type Fields } from "./refusals.ts";

const FIELDS: ReadonlySet<string> = new Set(["policies", "roles", "grants"]);
const EMPTY: PolicySet = { policies: [], roles: [], grants: [] };
const MOST_JSON_LEVELS = LIMITS.nesting * 2 + 6;

/** `request.invalid` with the places. A list that is left out is empty. */
export function parsePolicySet(value: unknown): Result<PolicySet> {
  const refusals = new Refusals();
  const fields = refusals.fieldsOf(value, "", FIELDS);
  if (fields === null) return refusals.settle(EMPTY);
  if (nestsDeeper(value, MOST_JSON_LEVELS))
    refusals.add("", `conditions nest at most ${LIMITS.nesting} deep`);
  else if (sizeBytesOf(value) > LIMITS.setBytes)
    refusals.add("", `a set has at most ${LIMITS.setBytes} bytes`);
  else return refusals.settle(readSet(fields, refusals));
  return refusals.settle(EMPTY);
}

type ReadOne<T> = (value: unknown, pointer: string, refusals: Refusals) => T;

function readSet(fields: Fields, refusals: Refusals): PolicySet {
  const list = <T>(name: "policies" | "roles" | "grants", read: ReadOne<T>): T[] =>
    refusals
      .itemsOf(fields[name] ?? [], `/${name}`, { least: 0, most: LIMITS[name] })
      .map((item, at) => (refusals.isFull ? null : read(item, pointerTo(`/${name}`, at), refusals)))
      .filter((item) => item !== null);
  const set = {
    policies: list("policies", readPolicy),
    roles: list("roles", readRole),
    grants: list("grants", readGrant),
  };
  if (!refusals.isFull) judgeSet(set, refusals);
  return set;
}

function judgeSet(set: PolicySet, refusals: Refusals): void {
  refuseTwice(
    set.policies.map(({ policy_id }) => policy_id),
    { list: "/policies", field: "policy_id" },
    refusals,
  );
  refuseTwice(
    set.roles.map(({ name }) => name),
    { list: "/roles", field: "name" },
    refusals,
  );
  refuseTwice(
    set.grants.map(({ id }) => id),
    { list: "/grants", field: "id" },
    refusals,
  );
  const roles = new Map(set.roles.map((role) => [role.name, role]));
  judgeInheritance(set.roles, roles, refusals);
  judgeGrants(set.grants, roles, refusals);
}

function refuseTwice(ids: readonly string[], at: { list: string; field: string }, refusals: Refusals): void {
  const seen = new Set<string>();
  for (const [i, id] of ids.entries()) {
    if (seen.has(id)) refusals.add(`${at.list}/${i}/${at.field}`, `\`${id}\` is used twice`);
    seen.add(id);
  }
}

type Roles = ReadonlyMap<string, RoleDocument>;

function judgeInheritance(list: readonly RoleDocument[], roles: Roles, refusals: Refusals): void {
  for (const [i, role] of list.entries()) {
    for (const [j, name] of role.inherits.entries()) {
      const pointer = `/roles/${i}/inherits/${j}`;
      if (!isBuiltInRole(name) && !roles.has(name)) refusals.add(pointer, `there is no role \`${name}\``);
      else if (reaches(name, role.name, roles))
        refusals.add(pointer, `\`${role.name}\` would inherit itself`);
    }
  }
}

function reaches(from: string, wanted: string, roles: Roles): boolean {
  const seen = new Set<string>();
  const pending = [from];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === wanted) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    pending.push(...(roles.get(name)?.inherits ?? []));
  }
  return false;
}

function judgeGrants(grants: readonly GrantDocument[], roles: Roles, refusals: Refusals): void {
  for (const [i, { role }] of grants.entries()) {
    if (!isBuiltInRole(role) && !roles.has(role))
      refusals.add(`/grants/${i}/role`, `there is no role \`${role}\``);
  }
}
