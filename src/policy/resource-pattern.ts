// What a policy's `resources` say: `*`, `type:dashboard`, `dashboard:dsh_1`, `dashboard:*`, `environment:production`,
// `label.tier:gold`. A pattern about an attribute that the resource does not have does not match, and does not err.

import { RESOURCE_KINDS } from "./actions.ts";
import { findAttribute } from "./attributes.ts";

export interface AttributePattern {
  readonly attribute: string;
  readonly value: string;
}

const BY_ATTRIBUTE: ReadonlySet<string> = new Set(["environment", "sensitivity", "team", "folder", "owner"]);
const LABEL = "label.";
const MOST_CHARS = 512;

/** The equalities that must all hold; none for `*`. Null for a pattern that means nothing. */
export function parseResourcePattern(pattern: string): readonly AttributePattern[] | null {
  if (pattern === "*") return [];
  const colon = pattern.indexOf(":");
  const [prefix, value] = [pattern.slice(0, colon), pattern.slice(colon + 1)];
  if (colon < 1 || value === "" || pattern.length > MOST_CHARS) return null;
  if (prefix === "type") return RESOURCE_KINDS.has(value) ? [{ attribute: "resource.type", value }] : null;
  if (BY_ATTRIBUTE.has(prefix)) return attributePattern(`resource.${prefix}`, value);
  if (prefix.startsWith(LABEL))
    return attributePattern(`resource.label.${prefix.slice(LABEL.length)}`, value);
  if (!RESOURCE_KINDS.has(prefix)) return null;
  const kind = { attribute: "resource.type", value: prefix };
  return value === "*" ? [kind] : [kind, { attribute: "resource.id", value }];
}

function attributePattern(attribute: string, value: string): readonly AttributePattern[] | null {
  const found = findAttribute(attribute);
  if (found === null || value === "*") return null;
  return found.values === undefined || found.values.includes(value) ? [{ attribute, value }] : null;
}
