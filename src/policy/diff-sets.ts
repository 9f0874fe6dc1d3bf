// What lies between two versions of a set: documents added, removed and changed, by their ids.

import { canonicalJson, type Json } from "../kernel/canonical-json.ts";
import type { PolicySet } from "./policy-document.ts";

export interface DocumentsDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[];
}

export interface PolicySetDiff {
  readonly policies: DocumentsDiff;
  readonly roles: DocumentsDiff;
  readonly grants: DocumentsDiff;
}

export function diffPolicySets(before: PolicySet, after: PolicySet): PolicySetDiff {
  return {
    policies: diff(before.policies, after.policies, ({ policy_id }) => policy_id),
    roles: diff(before.roles, after.roles, ({ name }) => name),
    grants: diff(before.grants, after.grants, ({ id }) => id),
  };
}

function diff<T extends object>(
  before: readonly T[],
  after: readonly T[],
  idOf: (one: T) => string,
): DocumentsDiff {
  const [old, now] = [
    new Map(before.map((one) => [idOf(one), one])),
    new Map(after.map((one) => [idOf(one), one])),
  ];
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now].flatMap(([id, one]) => {
      const fields = changedFields(old.get(id) ?? one, one);
      return fields.length === 0 ? [] : [{ id, fields }];
    }),
  };
}

function changedFields(before: object, after: object): readonly string[] {
  const [old, now] = [before as Record<string, Json>, after as Record<string, Json>];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const text = (value: Json | undefined): string => (value === undefined ? "" : canonicalJson(value));
  return names.filter((name) => text(old[name]) !== text(now[name])).sort();
}
