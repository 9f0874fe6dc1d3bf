// Cedar policies, as text or in their JSON form, as policies of ours. What the languages do not share is listed and left
// out. One difference is told with every denial that has conditions: where Cedar skips a policy that errs, ours denies.

import type { Condition, ConditionValue, PolicyDocument } from "../policy-document.ts";
import { parsePolicy } from "../parse/parse-policy.ts";
import { conditionFromCedar, NotInOurs } from "./condition-from-cedar.ts";
import { parseCedarText, type NamedCedarPolicy } from "./cedar-parse.ts";
import type { CedarClause, CedarPolicy, CedarScope, EntityName } from "./cedar-policy.ts";
import type { NotCarried } from "./to-cedar.ts";

export interface CedarImport {
  readonly policies: readonly PolicyDocument[];
  readonly notCarried: readonly NotCarried[];
  /** Ids of denials that are stricter than they were: a missing attribute denies. */
  readonly stricter: readonly string[];
  /** Permits that an export wrote for roles and grants: they are in force as such. */
  readonly own: readonly string[];
}

export type CedarSource = string | Readonly<Record<string, CedarPolicy>>;

/** `ours` are ids of what an export of the same tenant writes for roles and grants. */
export function fromCedar(source: CedarSource, ours: ReadonlySet<string> = new Set()): CedarImport {
  const read = typeof source === "string" ? parseCedarText(source) : null;
  if (read?.ok === false)
    return { policies: [], notCarried: [{ policy_id: "", reason: read.fault }], stricter: [], own: [] };
  const named: readonly NamedCedarPolicy[] =
    read?.ok === true
      ? read.value
      : Object.entries(source).map(([id, policy]) => ({ id, policy: policy as CedarPolicy }));
  const policies: PolicyDocument[] = [];
  const notCarried: NotCarried[] = [];
  const seen = new Set<string>();
  const isOwn = ({ id, policy }: NamedCedarPolicy): boolean =>
    id !== null && ours.has(id) && policy.effect === "permit";
  const foreign = named.filter((one) => !isOwn(one));
  for (const [at, { id, policy }] of foreign.entries()) {
    const policy_id = (id ?? `cedar-${at + 1}`).replace(/^policy:/, "");
    try {
      if (seen.has(policy_id)) throw new NotInOurs(`\`${policy_id}\` is used twice`);
      seen.add(policy_id);
      policies.push(accepted(policyFromCedar(policy_id, policy)));
    } catch (error) {
      if (!(error instanceof NotInOurs)) throw error;
      notCarried.push({ policy_id, reason: error.message });
    }
  }
  const stricter = policies.filter(({ effect, conditions }) => effect === "deny" && conditions !== undefined);
  return {
    policies,
    notCarried,
    stricter: stricter.map(({ policy_id }) => policy_id),
    own: named.filter(isOwn).map(({ id }) => id ?? ""),
  };
}

/** What comes out is held to the same rules as what a tenant writes. */
function accepted(policy: PolicyDocument): PolicyDocument {
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw new NotInOurs(parsed.fault.detail ?? parsed.fault.code);
  return parsed.value;
}

function policyFromCedar(policy_id: string, policy: CedarPolicy): PolicyDocument {
  const resource = resourceOf(policy.resource);
  const when = [...kindOf(policy.principal), ...clausesOf(policy.conditions, "when")];
  const unless = clausesOf(policy.conditions, "unless");
  return {
    policy_id,
    effect: policy.effect === "permit" ? "allow" : "deny",
    subjects: [subjectOf(policy.principal)],
    actions: actionsOf(policy.action),
    resources: [resource],
    ...(when.length === 0 ? {} : { conditions: when }),
    ...(unless.length === 0 ? {} : { unless: unless.length === 1 ? unless : { any: unless } }),
  };
}

function clausesOf(clauses: readonly CedarClause[], kind: CedarClause["kind"]): readonly Condition[] {
  return clauses.filter((clause) => clause.kind === kind).map(({ body }) => conditionFromCedar(body));
}

const SUBJECT_KINDS: Readonly<Record<string, string>> = {
  User: "user",
  Group: "group",
  Role: "role",
  Key: "key",
};

function subjectOf(scope: CedarScope): string {
  if (scope.op === "All" || scope.op === "is") return "*";
  if ("entities" in scope) throw new NotInOurs("a principal is one name");
  const kind = SUBJECT_KINDS[lastPart(scope.entity.type)];
  if (kind === undefined) throw new NotInOurs(`there is no principal \`${scope.entity.type}\``);
  return `${kind}:${scope.entity.id}`;
}

function kindOf(scope: CedarScope): readonly Condition[] {
  if (scope.op !== "is") return [];
  const value: ConditionValue | undefined = SUBJECT_KINDS[lastPart(scope.entity_type)];
  if (value !== "user" && value !== "key")
    throw new NotInOurs(`there is no principal \`${scope.entity_type}\``);
  return [{ attribute: "principal.kind", operator: "equals", value }];
}

const lastPart = (type: string): string => type.slice(type.lastIndexOf(":") + 1);

function actionsOf(scope: CedarScope): readonly string[] {
  if (scope.op === "All") return ["*"];
  if (scope.op === "is") throw new NotInOurs("an action has no type");
  return "entities" in scope ? scope.entities.map(({ id }) => id) : [scope.entity.id];
}

const RESOURCE_PREFIXES: Readonly<Record<string, string>> = {
  Environment: "environment",
  Sensitivity: "sensitivity",
  Team: "team",
  Folder: "folder",
};

function snakeCase(type: string): string {
  return lastPart(type)
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}

function resourceOf(scope: CedarScope): string {
  if (scope.op === "All") return "*";
  if (scope.op === "is") return `type:${snakeCase(scope.entity_type)}`;
  if ("entities" in scope) throw new NotInOurs("a resource is one name");
  return resourceName(scope.entity);
}

function resourceName({ type, id }: EntityName): string {
  return `${RESOURCE_PREFIXES[lastPart(type)] ?? snakeCase(type)}:${id}`;
}
