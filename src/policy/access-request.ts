// What a decision is asked about: who, what, on what, and under which circumstances. Plain data, so that a request can be
// recorded, hashed and decided again. What is left out is missing; a condition about a missing attribute errs.

import type { Action } from "./actions.ts";

export interface Subject {
  readonly kind: "user" | "key";
  readonly id: string;
  /** Held directly; roles that grants give are added by the decision. */
  readonly roles: readonly string[];
  /** Actions the credential is narrowed to; empty for no narrowing. */
  readonly scopes: readonly string[];
  readonly groups?: readonly string[] | undefined;
  readonly department?: string | undefined;
  readonly clearance?: number | undefined;
  readonly team?: string | undefined;
  readonly mfaVerified?: boolean | undefined;
  /** `totp`, `hardware_key` or another of MFA_METHODS. */
  readonly mfaMethod?: string | undefined;
  readonly sessionAgeSeconds?: number | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

export interface Resource {
  /** The `kind` of the action's row. */
  readonly type: string;
  readonly id?: string | undefined;
  readonly owner?: string | undefined;
  readonly folder?: string | undefined;
  readonly team?: string | undefined;
  readonly environment?: string | undefined;
  readonly sensitivity?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Rows that have yet to be read: what is missing here is each row's to say, by the row filter. */
  readonly isUnread?: boolean | undefined;
}

export interface Circumstances {
  readonly timeMs: number;
  readonly ip?: string | undefined;
  readonly country?: string | undefined;
  readonly colo?: string | undefined;
  readonly method?: string | undefined;
  readonly apiVersion?: string | undefined;
  /** For analysis: what is missing here could be anything. */
  readonly isUnread?: boolean | undefined;
}

export interface AccessRequest {
  readonly principal: Subject;
  readonly action: Action;
  readonly resource: Resource;
  readonly context: Circumstances;
  /**
   * What allows it besides roles and policies, by name: a dashboard shows its viewers data that they may not query
   * themselves. Denials hold all the same. Never taken from a caller.
   */
  readonly given?: string | undefined;
}
