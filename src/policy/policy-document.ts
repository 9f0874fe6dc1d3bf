// The documents that a tenant writes: attribute policies in the brief's shape, custom roles, grants. These are the stored
// shapes; what is not listed here is refused. Bounds keep a tenant's set small enough for an isolate.

export type ConditionValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly number[]
  | { readonly days?: readonly string[]; readonly from?: string; readonly to?: string };

export interface ConditionLeaf {
  readonly attribute: string;
  readonly operator: string;
  readonly value: ConditionValue;
}

export type Condition =
  | ConditionLeaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** A list means all of it. */
export type Conditions = readonly Condition[] | Condition;

export interface PolicyDocument {
  readonly policy_id: string;
  readonly description?: string;
  readonly effect: "allow" | "deny";
  /** `user:`, `group:`, `role:`, `key:` and a name, or `*`. */
  readonly subjects: readonly string[];
  /** `*`, `metrics:*` or an action. */
  readonly actions: readonly string[];
  /** `environment:production`, `label.tier:gold`, `type:dashboard`, `dashboard:dsh_…`, or `*`. */
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** The policy does not apply where this holds. */
  readonly unless?: Conditions;
}

export interface RoleDocument {
  readonly name: string;
  readonly description?: string;
  readonly inherits: readonly string[];
  readonly actions: readonly string[];
}

export type GrantScope =
  | { readonly team: string }
  | { readonly environment: string }
  | { readonly folder: string };

export interface GrantDocument {
  readonly id: string;
  /** `user:`, `group:` or `key:` and a name. */
  readonly subject: string;
  readonly role: string;
  /** null for everywhere. */
  readonly scope: GrantScope | null;
  /** RFC 3339; null for no end. */
  readonly expires_at: string | null;
}

export interface PolicySet {
  readonly policies: readonly PolicyDocument[];
  readonly roles: readonly RoleDocument[];
  readonly grants: readonly GrantDocument[];
}

export const LIMITS = {
  nesting: 16,
  policies: 10_000,
  roles: 1_000,
  grants: 100_000,
  valuesPerList: 1_000,
  valueChars: 1_024,
  policyBytes: 65_536,
  setBytes: 10_485_760,
} as const;
