// Roles with what they inherit resolved, and grants by their subject. A grant with a scope gives its role's actions on the
// resources of that scope only; one that has expired gives nothing.

import { actionsMatching, type Action } from "../actions.ts";
import { findAttribute, type Attribute } from "../attributes.ts";
import { ROLE_NAMES } from "../../identity/index.ts";
import type { GrantDocument, RoleDocument } from "../policy-document.ts";
import { actionsOf, actionsOnOwn, isBuiltInRole } from "../roles.ts";

/** What a role grants: each action on everything, or on what the principal owns. */
export type RoleActions = ReadonlyMap<string, "all" | "own">;

export interface CompiledRole {
  readonly name: string;
  readonly reason: string;
  readonly actions: RoleActions;
  /** Held directly, a role is everywhere; a grant says where. */
  readonly scope: null;
}

export interface CompiledGrant {
  readonly document: GrantDocument;
  readonly reason: string;
  readonly role: CompiledRole;
  /** Null for everywhere. */
  readonly scope: { readonly attribute: Attribute; readonly value: string } | null;
  readonly expiresAtMs: number;
}

export interface GrantIndex {
  readonly user: ReadonlyMap<string, readonly CompiledGrant[]>;
  readonly group: ReadonlyMap<string, readonly CompiledGrant[]>;
  readonly key: ReadonlyMap<string, readonly CompiledGrant[]>;
}

/** The same for every tenant, so a bundle holds them by reference: a copy of its own would be 10 KB of each. */
const BUILT_IN_ROLES: ReadonlyMap<string, CompiledRole> = new Map(
  ROLE_NAMES.map((name) => [name, compileRole(name, new Map())]),
);

export function compileRoles(documents: readonly RoleDocument[]): ReadonlyMap<string, CompiledRole> {
  const byName = new Map(documents.map((document) => [document.name, document]));
  const done = new Map(BUILT_IN_ROLES);
  for (const name of byName.keys()) done.set(name, compileRole(name, byName));
  return done;
}

function compileRole(name: string, documents: Documents): CompiledRole {
  const actions = new Map<Action, "all" | "own">();
  for (const inherited of withInherited(name, documents)) addActions(inherited, documents, actions);
  return { name, reason: `role:${name}`, actions, scope: null };
}

type Documents = ReadonlyMap<string, RoleDocument>;

/** The role and all that it inherits, each once. */
function withInherited(name: string, documents: Documents): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    pending.push(...(documents.get(next)?.inherits ?? []));
  }
  return reached;
}

function addActions(name: string, documents: Documents, into: Map<Action, "all" | "own">): void {
  const everywhere = isBuiltInRole(name)
    ? actionsOf(name)
    : (documents.get(name)?.actions ?? []).flatMap((pattern) => actionsMatching(pattern));
  for (const action of everywhere) into.set(action, "all");
  if (!isBuiltInRole(name)) return;
  for (const action of actionsOnOwn(name)) if (!into.has(action)) into.set(action, "own");
}

export function compileGrants(
  documents: readonly GrantDocument[],
  roles: ReadonlyMap<string, CompiledRole>,
): GrantIndex {
  const index = { user: new Map(), group: new Map(), key: new Map() } as Record<
    "user" | "group" | "key",
    Map<string, CompiledGrant[]>
  >;
  for (const document of documents) {
    const role = roles.get(document.role);
    if (role === undefined) throw new TypeError(`a stored grant names the role ${document.role}`);
    const colon = document.subject.indexOf(":");
    const names = index[document.subject.slice(0, colon) as keyof typeof index];
    const name = document.subject.slice(colon + 1);
    names.set(name, [...(names.get(name) ?? []), compileGrant(document, role)]);
  }
  return index;
}

function compileGrant(document: GrantDocument, role: CompiledRole): CompiledGrant {
  const expiresAtMs =
    document.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(document.expires_at);
  return { document, reason: `grant:${document.id}`, role, scope: compileScope(document.scope), expiresAtMs };
}

function compileScope(scope: GrantDocument["scope"]): CompiledGrant["scope"] {
  if (scope === null) return null;
  const [named] = Object.entries<string>(scope);
  const attribute = named === undefined ? null : findAttribute(`resource.${named[0]}`);
  if (named === undefined || attribute === null) throw new TypeError("a stored grant has a scope of no kind");
  return { attribute, value: named[1] };
}
