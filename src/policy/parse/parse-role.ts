// Custom roles and grants, from what a tenant wrote. Whether the roles they name exist, and whether inheritance runs in a
// circle, is asked of the whole set.

import type { Result } from "../../kernel/result.ts";
import { pointerTo } from "../../kernel/violations.ts";
import { isActionPattern } from "../actions.ts";
import { parseInstant } from "../operators.ts";
import type { GrantDocument, GrantScope, RoleDocument } from "../policy-document.ts";
import { isBuiltInRole } from "../roles.ts";
import { readList } from "./parse-policy.ts";
import { Refusals } from "./refusals.ts";

const ROLE_FIELDS: ReadonlySet<string> = new Set(["name", "description", "inherits", "actions"]);
const GRANT_FIELDS: ReadonlySet<string> = new Set(["id", "subject", "role", "scope", "expires_at"]);
const SCOPES = ["team", "environment", "folder"] as const;
const ROLE_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const GRANT_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/;
const GRANT_SUBJECT = /^(?:user|group|key):[^\s*][^*\n\r]{0,255}$/;
const DESCRIPTION = /^[^]{0,1000}$/;
const SCOPE_VALUE = /^[^*\n\r]{1,256}$/;
const MOST_INHERITED = 20;

export function parseRole(value: unknown): Result<RoleDocument> {
  const refusals = new Refusals();
  return refusals.settle(readRole(value, "", refusals));
}

export function readRole(value: unknown, pointer: string, refusals: Refusals): RoleDocument {
  const empty: RoleDocument = { name: "", inherits: [], actions: [] };
  const fields = refusals.fieldsOf(value, pointer, ROLE_FIELDS);
  if (fields === null) return empty;
  const at = (name: string): string => pointerTo(pointer, name);
  const name = refusals.textOf(fields["name"], at("name"), ROLE_NAME);
  if (isBuiltInRole(name)) refusals.add(at("name"), "that name is a built-in role's");
  const { inherits = [], actions = [], description } = fields;
  const inherited = refusals.itemsOf(inherits, at("inherits"), { least: 0, most: MOST_INHERITED });
  for (const [i, role] of inherited.entries()) refusals.textOf(role, pointerTo(at("inherits"), i), ROLE_NAME);
  const message = "there is no such action";
  const granted = Array.isArray(actions) && actions.length === 0 && inherited.length > 0;
  return {
    name,
    ...(description === undefined
      ? {}
      : { description: refusals.textOf(description, at("description"), DESCRIPTION) }),
    inherits: inherited as readonly string[],
    actions: granted
      ? []
      : readList({ value: actions, pointer: at("actions"), message, isGood: isActionPattern }, refusals),
  };
}

export function parseGrant(value: unknown): Result<GrantDocument> {
  const refusals = new Refusals();
  return refusals.settle(readGrant(value, "", refusals));
}

export function readGrant(value: unknown, pointer: string, refusals: Refusals): GrantDocument {
  const fields = refusals.fieldsOf(value, pointer, GRANT_FIELDS);
  if (fields === null) return { id: "", subject: "", role: "", scope: null, expires_at: null };
  const at = (name: string): string => pointerTo(pointer, name);
  const expiry = fields["expires_at"] ?? null;
  if (expiry !== null && parseInstant(expiry) === null)
    refusals.add(at("expires_at"), "an RFC 3339 instant, or null");
  return {
    id: refusals.textOf(fields["id"], at("id"), GRANT_ID),
    subject: refusals.textOf(fields["subject"], at("subject"), GRANT_SUBJECT),
    role: refusals.textOf(fields["role"], at("role"), ROLE_NAME),
    scope: readScope(fields["scope"] ?? null, at("scope"), refusals),
    expires_at: expiry as string | null,
  };
}

function readScope(value: unknown, pointer: string, refusals: Refusals): GrantScope | null {
  if (value === null) return null;
  const fields = refusals.fieldsOf(value, pointer, new Set(SCOPES));
  const names = SCOPES.filter((name) => fields !== null && Object.hasOwn(fields, name));
  const [name] = names;
  if (fields === null || name === undefined || names.length > 1) {
    refusals.add(pointer, "one of `team`, `environment` and `folder`, or null");
    return null;
  }
  return {
    [name]: refusals.textOf(fields[name], pointerTo(pointer, name), SCOPE_VALUE),
  } as unknown as GrantScope;
}
