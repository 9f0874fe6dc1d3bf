// Changes of access as data: documents that come into force, change or go. Pure: what a state is after them, and what
// leads from one state to another.

import { canonicalJson, type Json } from "../kernel/canonical-json.ts";
import type { AccessState } from "./access-state.ts";

export const ACCESS_KINDS = ["policy", "role", "grant", "user", "settings"] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

export interface AccessChange {
  readonly kind: AccessKind;
  readonly id: string;
  /** Null takes the document out of force. */
  readonly document: Json | null;
}

/** The one document of kind `settings`. */
export const SETTINGS_ID = "access";

type Documents = ReadonlyMap<string, Json>;

function documentsOf(state: AccessState): Map<string, { change: AccessChange; text: string }> {
  const found = new Map<string, { change: AccessChange; text: string }>();
  const add = (kind: AccessKind, id: string, value: unknown): void => {
    const document = value as Json;
    found.set(`${kind} ${id}`, { change: { kind, id, document }, text: canonicalJson(document) });
  };
  for (const policy of state.policies) add("policy", policy.policy_id, policy);
  for (const role of state.roles) add("role", role.name, role);
  for (const grant of state.grants) add("grant", grant.id, grant);
  for (const user of state.users) add("user", user.id, user);
  add("settings", SETTINGS_ID, state.settings);
  return found;
}

export function isInForce(state: AccessState, { kind, id }: Pick<AccessChange, "kind" | "id">): boolean {
  return documentsOf(state).has(`${kind} ${id}`);
}

/** What leads from one state to the other. */
export function changesBetween(from: AccessState, to: AccessState): AccessChange[] {
  const [before, after] = [documentsOf(from), documentsOf(to)];
  const gone = [...before].flatMap(([name, { change }]) =>
    after.has(name) ? [] : [{ ...change, document: null }],
  );
  const set = [...after].flatMap(([name, { change, text }]) =>
    before.get(name)?.text === text ? [] : [change],
  );
  return [...gone, ...set];
}

/** The state after the changes, not yet validated. */
export function applyChanges(state: AccessState, changes: readonly AccessChange[]): AccessState {
  const next = new Map<string, Json>();
  for (const [name, { change }] of documentsOf(state)) next.set(name, change.document);
  for (const { kind, id, document } of changes) {
    if (document === null) next.delete(`${kind} ${id}`);
    else next.set(`${kind} ${id}`, document);
  }
  return toState(state, next);
}

function toState(before: AccessState, documents: Documents): AccessState {
  const of = <T>(kind: AccessKind): T[] =>
    [...documents].filter(([name]) => name.startsWith(`${kind} `)).map(([, document]) => document as T);
  return {
    version: before.version,
    policies: of("policy"),
    roles: of("role"),
    grants: of("grant"),
    users: of("user"),
    settings: of<AccessState["settings"]>("settings")[0] ?? before.settings,
  };
}
