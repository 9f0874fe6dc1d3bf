// Random policy sets and requests from a small vocabulary, so that policies and requests meet often. Every document is one
// that the parser accepts; what is asked of a request may be missing.

import type { AccessRequest, Circumstances, Resource, Subject } from "../../src/policy/access-request.ts";
import { ACTIONS, type Action } from "../../src/policy/actions.ts";
import { DAYS, MFA_METHODS, SENSITIVITIES } from "../../src/policy/attributes.ts";
import type {
  Condition,
  ConditionLeaf,
  GrantDocument,
  PolicyDocument,
  PolicySet,
  RoleDocument,
} from "../../src/policy/policy-document.ts";

export type Random = () => number;

const USERS = ["ada", "bob"];
const GROUPS = ["engineering", "finance", "ops"];
const ENVIRONMENTS = ["production", "staging", "dev"];
const TEAMS = ["core", "edge"];
const ACTIONS_ASKED: readonly Action[] = [
  ...(["metrics:read", "metrics:write", "metrics:delete", "dashboards:view", "dashboards:update"] as const),
  ...(["data:export", "data:delete", "users:manage"] as const),
];
export const TRUSTED_NETWORKS = ["10.0.0.0/8", "2001:db8::/32"];
/** With whether the trusted networks hold it. */
export const ADDRESSES: readonly (readonly [string, boolean])[] = [
  ["10.1.2.3", true],
  ["192.0.2.7", false],
  ["2001:db8::17", true],
  ["2001:db9::1", false],
];
const CUSTOM_ROLES = ["auditor_plus", "night_shift"];
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 27);

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

function some<T>(random: Random, items: readonly T[], most: number): T[] {
  const count = 1 + Math.floor(random() * most);
  return [...new Set(Array.from({ length: count }, () => pick(random, items)))];
}

const maybe = <T>(random: Random, chance: number, make: () => T): T | undefined =>
  random() < chance ? make() : undefined;

type LeafMaker = (random: Random) => ConditionLeaf;

const textLeaf =
  (attribute: string, values: readonly string[]): LeafMaker =>
  (random) => {
    const operator = pick(random, ["equals", "not_equals", "in", "not_in", "exists", "equals"]);
    if (operator === "exists") return { attribute, operator, value: random() < 0.5 };
    const isList = operator === "in" || operator === "not_in";
    return { attribute, operator, value: isList ? some(random, values, 3) : pick(random, values) };
  };

const affixLeaf =
  (attribute: string, values: readonly string[]): LeafMaker =>
  (random) => {
    const [text, at] = [pick(random, values), 1 + Math.floor(random() * 3)];
    const operator = pick(random, ["starts_with", "ends_with", "contains"]);
    const value =
      operator === "ends_with" ? text.slice(-at) : text.slice(operator === "contains" ? 1 : 0, at + 1);
    return { attribute, operator, value };
  };

const numberLeaf =
  (attribute: string, most: number): LeafMaker =>
  (random) => {
    const number = (): number => Math.floor(random() * most);
    const operator = pick(random, [
      "equals",
      "not_equals",
      "in",
      "not_in",
      "greater",
      "greater_or_equal",
      "less",
      "less_or_equal",
      "between",
    ]);
    if (operator === "between") return { attribute, operator, value: [number(), number()] };
    const isList = operator === "in" || operator === "not_in";
    return { attribute, operator, value: isList ? [number(), number()] : number() };
  };

const listLeaf =
  (attribute: string, values: readonly string[]): LeafMaker =>
  (random) => {
    const operator = pick(random, ["contains", "in", "not_in"]);
    return {
      attribute,
      operator,
      value: operator === "contains" ? pick(random, values) : some(random, values, 2),
    };
  };

const flagLeaf =
  (attribute: string): LeafMaker =>
  (random) => ({
    attribute,
    operator: pick(random, ["equals", "not_equals", "exists"]),
    value: random() < 0.5,
  });

const instant = (random: Random): string =>
  new Date(START_MS + Math.floor(random() * 240) * HOUR_MS).toISOString().replace(".000", "");

const windowLeaf: LeafMaker = (random) => {
  const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
  const from = Math.floor(random() * 24);
  const to = (from + 1 + Math.floor(random() * 23)) % 24;
  const value = { days: some(random, DAYS, 5), from: clock(from), to: clock(to) };
  return { attribute: "context.time", operator: "within_time", value };
};

/** Attributes of rows: the only ones for which a row filter is made. */
export const ROW_LEAVES: readonly LeafMaker[] = [
  textLeaf("resource.environment", ENVIRONMENTS),
  textLeaf("resource.label.tier", ["gold", "silver"]),
  textLeaf("resource.sensitivity", SENSITIVITIES),
  textLeaf("resource.team", TEAMS),
  textLeaf("resource.owner", USERS),
  affixLeaf("resource.environment", ENVIRONMENTS),
];

const LEAVES: readonly LeafMaker[] = [
  ...ROW_LEAVES,
  textLeaf("principal.id", USERS),
  textLeaf("principal.kind", ["user", "key"]),
  textLeaf("principal.department", ["sales", "research"]),
  textLeaf("principal.attributes.cost_center", ["c1", "c2"]),
  textLeaf("context.country", ["DE", "US", "CN"]),
  textLeaf("context.mfa_method", MFA_METHODS),
  textLeaf("context.day_of_week", DAYS),
  numberLeaf("context.hour_of_day", 24),
  numberLeaf("principal.clearance", 5),
  numberLeaf("principal.session_age_seconds", 1_000),
  listLeaf("principal.groups", GROUPS),
  listLeaf("principal.roles", ["viewer", "engineer", "admin", ...CUSTOM_ROLES]),
  flagLeaf("context.mfa_verified"),
  flagLeaf("context.from_trusted_network"),
  windowLeaf,
  (random) => ({ attribute: "context.ip", operator: "in_cidr", value: some(random, TRUSTED_NETWORKS, 2) }),
  (random) => ({
    attribute: "context.time",
    operator: pick(random, ["less", "greater"]),
    value: instant(random),
  }),
];

function randomCondition(random: Random, depth: number, leaves = LEAVES): Condition {
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.6) return pick(random, leaves)(random);
  if (kind < 0.7) return { not: randomCondition(random, depth - 1, leaves) };
  const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
    randomCondition(random, depth - 1, leaves),
  );
  return kind < 0.85 ? { all: parts } : { any: parts };
}

const SUBJECTS = [
  "*",
  "*",
  "*",
  "*",
  "user:ada",
  "user:bob",
  "key:k1",
  "role:viewer",
  "role:engineer",
  "role:night_shift",
  ...GROUPS.map((group) => `group:${group}`),
];
const ACTION_PATTERNS = ["*", "*", "*", "metrics:*", "metrics:*", "dashboards:*", ...ACTIONS_ASKED];
const RESOURCE_PATTERNS = [
  "*",
  "*",
  "type:metric",
  "dashboard:dsh_1",
  "dashboard:*",
  "team:core",
  "folder:home",
  "label.tier:gold",
  "environment:production",
  "environment:staging",
  "sensitivity:high",
];

function randomPolicy(random: Random, at: number, leaves: readonly LeafMaker[]): PolicyDocument {
  const conditions = (): Condition[] =>
    Array.from({ length: 1 + Math.floor(random() * 2) }, () => randomCondition(random, 3, leaves));
  const [when, unless] = [maybe(random, 0.7, conditions), maybe(random, 0.3, conditions)];
  return {
    policy_id: `p${at}`,
    effect: random() < 0.65 ? "allow" : "deny",
    subjects: some(random, SUBJECTS, 2),
    actions: some(random, ACTION_PATTERNS, 3),
    resources: some(random, RESOURCE_PATTERNS, 2),
    ...(when === undefined ? {} : { conditions: when }),
    ...(unless === undefined ? {} : { unless }),
  };
}

function randomRoles(random: Random): RoleDocument[] {
  const [first = "", second = ""] = CUSTOM_ROLES;
  return [
    { name: first, inherits: ["viewer"], actions: some(random, ACTION_PATTERNS.slice(3), 2) },
    { name: second, inherits: [first], actions: some(random, ACTION_PATTERNS.slice(3), 2) },
  ];
}

function randomGrant(random: Random, at: number): GrantDocument {
  const scope = pick(random, [
    null,
    { team: pick(random, TEAMS) },
    { environment: pick(random, ENVIRONMENTS) },
  ]);
  return {
    id: `g${at}`,
    subject: pick(random, ["user:ada", "group:ops", "group:finance", "key:k1"]),
    role: pick(random, ["viewer", "engineer", "team_lead", ...CUSTOM_ROLES]),
    scope,
    expires_at: random() < 0.4 ? instant(random) : null,
  };
}

export function randomSet(random: Random, leaves = LEAVES): PolicySet {
  return {
    policies: Array.from({ length: 1 + Math.floor(random() * 6) }, (_, at) =>
      randomPolicy(random, at, leaves),
    ),
    roles: randomRoles(random),
    grants: Array.from({ length: Math.floor(random() * 3) }, (_, at) => randomGrant(random, at)),
  };
}

function randomSubject(random: Random): Subject {
  const isUser = random() < 0.8;
  return {
    kind: isUser ? "user" : "key",
    id: isUser ? pick(random, USERS) : "k1",
    roles: random() < 0.4 ? some(random, ["viewer", "engineer", "night_shift"], 2) : [],
    scopes: [],
    groups: random() < 0.7 ? some(random, GROUPS, 2) : [],
    department: maybe(random, 0.6, () => pick(random, ["sales", "research"])),
    clearance: maybe(random, 0.6, () => Math.floor(random() * 5)),
    mfaVerified: maybe(random, 0.7, () => random() < 0.5),
    mfaMethod: maybe(random, 0.6, () => pick(random, MFA_METHODS)),
    sessionAgeSeconds: maybe(random, 0.6, () => Math.floor(random() * 1_000)),
    attributes: random() < 0.5 ? { cost_center: pick(random, ["c1", "c2"]) } : {},
  };
}

export function randomResource(random: Random, action: Action): Resource {
  return {
    type: ACTIONS[action].kind,
    id: maybe(random, 0.5, () => pick(random, ["dsh_1", "dsh_2"])),
    owner: maybe(random, 0.5, () => pick(random, USERS)),
    folder: maybe(random, 0.4, () => "home"),
    team: maybe(random, 0.5, () => pick(random, TEAMS)),
    environment: maybe(random, 0.6, () => pick(random, ENVIRONMENTS)),
    sensitivity: maybe(random, 0.5, () => pick(random, SENSITIVITIES)),
    labels: random() < 0.5 ? { tier: pick(random, ["gold", "silver"]) } : {},
  };
}

function randomCircumstances(random: Random): Circumstances {
  return {
    timeMs: START_MS + Math.floor(random() * 240 * HOUR_MS),
    ip: maybe(random, 0.8, () => pick(random, ADDRESSES)[0]),
    country: maybe(random, 0.7, () => pick(random, ["DE", "US", "CN"])),
  };
}

export function randomRequest(random: Random): AccessRequest {
  const action = pick(random, ACTIONS_ASKED);
  return {
    principal: randomSubject(random),
    action,
    resource: randomResource(random, action),
    context: randomCircumstances(random),
  };
}
