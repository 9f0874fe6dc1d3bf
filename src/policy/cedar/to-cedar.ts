// Policies, roles and grants as Cedar: the same decision for every request, errors included. What Cedar has no words for
// is listed and left out. Principals are User or Key, members of Group and Role; actions are members of `metrics:*`.

import { compileRoles, type RoleActions } from "../compile/compile-roles.ts";
import type { Condition, Conditions, GrantDocument, PolicyDocument, PolicySet } from "../policy-document.ts";
import { parseResourcePattern } from "../resource-pattern.ts";
import {
  binary,
  entityOf,
  every,
  not,
  some,
  valueOf,
  type CedarClause,
  type CedarExpression,
  type CedarPolicy,
  type CedarScope,
  type EntityName,
} from "./cedar-policy.ts";
import { leafToCedar, NotInCedar } from "./cedar-leaf.ts";

export interface NotCarried {
  readonly policy_id: string;
  readonly reason: string;
}

export interface CedarExport {
  /** By `policy:…`, `grant:…` or `role:…`; `#own` stands behind what a role grants on one's own. */
  readonly policies: Readonly<Record<string, CedarPolicy>>;
  readonly notCarried: readonly NotCarried[];
}

export function toCedar(set: PolicySet): CedarExport {
  const policies: Record<string, CedarPolicy> = {};
  const notCarried: NotCarried[] = [];
  for (const policy of set.policies) {
    try {
      policies[`policy:${policy.policy_id}`] = policyToCedar(policy);
    } catch (error) {
      if (!(error instanceof NotInCedar)) throw error;
      notCarried.push({ policy_id: policy.policy_id, reason: error.message });
    }
  }
  return { policies: { ...policies, ...rolesToCedar(set) }, notCarried };
}

function policyToCedar(policy: PolicyDocument): CedarPolicy {
  const { subjects, actions, resources, conditions, unless } = policy;
  const isDeny = policy.effect === "deny";
  const [onlySubject] = subjects;
  const clauses: CedarClause[] = [];
  if (subjects.length > 1 && !subjects.includes("*")) {
    const named = subjects.map((subject) => binary("in", { Var: "principal" }, nameOf(subject)));
    clauses.push({ kind: "when", body: some(named) });
  }
  if (!resources.includes("*")) clauses.push({ kind: "when", body: some(resources.map(patternToCedar)) });
  // An erring condition counts for deny and not for allow: hence "not surely false" for the one, "surely true" for the other.
  if (conditions !== undefined) {
    clauses.push({
      kind: "when",
      body: isDeny ? not(surely(conditions, "false")) : surely(conditions, "true"),
    });
  }
  if (unless !== undefined) {
    clauses.push({ kind: "unless", body: isDeny ? surely(unless, "true") : not(surely(unless, "false")) });
  }
  return {
    effect: isDeny ? "forbid" : "permit",
    principal: subjects.length === 1 && onlySubject !== "*" ? scopeOf(onlySubject ?? "") : { op: "All" },
    action: actionScope(actions),
    resource: { op: "All" },
    conditions: clauses,
  };
}

const ENTITY_TYPES: Readonly<Record<string, string>> = {
  user: "User",
  group: "Group",
  role: "Role",
  key: "Key",
};

function entityNameOf(subject: string): EntityName {
  const colon = subject.indexOf(":");
  return { type: ENTITY_TYPES[subject.slice(0, colon)] ?? "", id: subject.slice(colon + 1) };
}

function nameOf(subject: string): CedarExpression {
  const { type, id } = entityNameOf(subject);
  return entityOf(type, id);
}

const scopeOf = (subject: string): CedarScope => ({ op: "in", entity: entityNameOf(subject) });

function actionScope(actions: Iterable<string>): CedarScope {
  const entities = [...actions].map((id) => ({ type: "Action", id }));
  const [only] = entities;
  if (entities.some(({ id }) => id === "*")) return { op: "All" };
  return entities.length === 1 && only !== undefined ? { op: "in", entity: only } : { op: "in", entities };
}

function patternToCedar(pattern: string): CedarExpression {
  const equalities = parseResourcePattern(pattern) ?? [];
  return every(equalities.map(({ attribute, value }) => trueLeaf({ attribute, operator: "equals", value })));
}

function trueLeaf(leaf: Parameters<typeof leafToCedar>[0]): CedarExpression {
  const { isThere, holds } = leafToCedar(leaf);
  return guarded(isThere, holds);
}

function guarded(isThere: CedarExpression, body: CedarExpression): CedarExpression {
  return "Value" in isThere ? body : binary("&&", isThere, body);
}

/** An expression that is true exactly where ours surely comes out so, and false where it errs. */
function surely(condition: Conditions, wanted: "true" | "false"): CedarExpression {
  if (Array.isArray(condition)) return joined("all", condition as readonly Condition[], wanted);
  if ("all" in condition) return joined("all", condition.all, wanted);
  if ("any" in condition) return joined("any", condition.any, wanted);
  if ("not" in condition) return surely(condition.not, wanted === "true" ? "false" : "true");
  const { isThere, holds } = leafToCedar(condition as Parameters<typeof leafToCedar>[0]);
  return guarded(isThere, wanted === "true" ? holds : not(holds));
}

function joined(kind: "all" | "any", parts: readonly Condition[], wanted: "true" | "false"): CedarExpression {
  const written = parts.map((part) => surely(part, wanted));
  return (kind === "all") === (wanted === "true") ? every(written) : some(written);
}

function rolesToCedar({ roles, grants }: PolicySet): Record<string, CedarPolicy> {
  const compiled = compileRoles(roles);
  const policies: Record<string, CedarPolicy> = {};
  for (const { name, reason, actions } of compiled.values()) {
    const principal = scopeOf(`role:${name}`);
    Object.assign(policies, permits(reason, { principal, actions, clauses: [] }));
  }
  for (const grant of grants) {
    const actions = compiled.get(grant.role)?.actions ?? new Map();
    const [principal, clauses] = [scopeOf(grant.subject), grantClauses(grant)];
    Object.assign(policies, permits(`grant:${grant.id}`, { principal, actions, clauses }));
  }
  return policies;
}

interface Permit {
  readonly principal: CedarScope;
  readonly actions: RoleActions;
  readonly clauses: readonly CedarClause[];
}

const OWNER: CedarExpression = { ".": { left: { Var: "resource" }, attr: "owner" } };
const IS_OWN: CedarExpression = binary(
  "&&",
  { has: { left: { Var: "resource" }, attr: "owner" } },
  binary("==", OWNER, { ".": { left: { Var: "principal" }, attr: "id" } }),
);

function permits(id: string, { principal, actions, clauses }: Permit): Record<string, CedarPolicy> {
  const granted = (extent: "all" | "own"): readonly string[] =>
    [...actions].filter(([, granting]) => granting === extent).map(([action]) => action);
  const rest = { effect: "permit", principal, resource: { op: "All" } } as const;
  const [everywhere, own] = [granted("all"), granted("own")];
  const onOwn: CedarClause = { kind: "when", body: IS_OWN };
  return {
    ...(everywhere.length === 0
      ? {}
      : { [id]: { ...rest, action: actionScope(everywhere), conditions: clauses } }),
    ...(own.length === 0
      ? {}
      : { [`${id}#own`]: { ...rest, action: actionScope(own), conditions: [...clauses, onOwn] } }),
  };
}

function grantClauses({ scope, expires_at }: GrantDocument): readonly CedarClause[] {
  const clauses: CedarClause[] = [];
  for (const [name, value] of Object.entries<string>(scope ?? {})) {
    clauses.push({
      kind: "when",
      body: trueLeaf({ attribute: `resource.${name}`, operator: "equals", value }),
    });
  }
  if (expires_at !== null) {
    const time: CedarExpression = { ".": { left: { Var: "context" }, attr: "time" } };
    clauses.push({ kind: "when", body: binary("<", time, valueOf(Date.parse(expires_at))) });
  }
  return clauses;
}
