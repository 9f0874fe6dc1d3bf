// An API key as it is stored and as it may be used: roles, scopes, attributes, expiry, rotation.
// INVARIANT: a record holds hashes of secrets only. During a rotation two secrets are good until the overlap ends.

import { z } from "zod";
import type { KeyId } from "../kernel/ids.ts";
import { utf8 } from "../kernel/bytes.ts";
import { isSameSecret } from "../kernel/sha256.ts";
import { ROLE_NAME } from "./roles.ts";

const MAX_ATTRIBUTES = 20;

export const newKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Built-in or custom. */
  roles: z.array(z.string().regex(ROLE_NAME, "the name of a role")).min(1).max(5),
  /** For grants and policies, as `group:`. */
  groups: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
  /** Actions that the key is narrowed to, such as `metrics:write`; empty for all that its roles grant. */
  scopes: z
    .array(z.string().regex(/^[a-z_]+:(?:[a-z_]+|\*)$/, "an action such as `metrics:write` or `metrics:*`"))
    .max(50)
    .default([]),
  /** Attributes for policies, such as `team` or `environment`. */
  attributes: z
    .record(z.string().regex(/^[a-z][a-z0-9_.]{0,63}$/), z.string().max(256))
    .refine(
      (attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES,
      `at most ${MAX_ATTRIBUTES} attributes`,
    )
    .default({}),
  expires_at: z.iso.datetime().optional(),
});

export type NewKey = z.infer<typeof newKeySchema>;

export interface KeyRecord {
  readonly id: KeyId;
  readonly name: string;
  readonly roles: NewKey["roles"];
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly secretHash: string;
  /** The secret before the last rotation, good until `previousUntilMs`. */
  readonly previousHash: string | null;
  readonly previousUntilMs: number | null;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly lastUsedAtMs: number | null;
}

/** May this secret open the key now? Constant in time for equal-length hashes. */
export function mayOpen(key: KeyRecord, secretHash: string, nowMs: number): boolean {
  if (!isKeyActive(key, nowMs)) return false;
  const offered = utf8(secretHash);
  const isCurrent = isSameSecret(utf8(key.secretHash), offered);
  const overlaps = key.previousHash !== null && key.previousUntilMs !== null && nowMs < key.previousUntilMs;
  return isCurrent || (overlaps && isSameSecret(utf8(key.previousHash), offered));
}

export function isKeyActive(key: KeyRecord, nowMs: number): boolean {
  return key.revokedAtMs === null && (key.expiresAtMs === null || nowMs < key.expiresAtMs);
}

/** What may be shown of a key: everything but its hashes. */
export const keyViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  groups: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  status: z.enum(["active", "expired", "revoked"]),
  created_at: z.iso.datetime(),
  created_by: z.string(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
});

export type KeyView = z.infer<typeof keyViewSchema>;

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function viewKey(key: KeyRecord, nowMs: number): KeyView {
  const { id, name, roles, scopes, groups, attributes } = key;
  const unrevoked = isKeyActive(key, nowMs) ? "active" : "expired";
  return {
    id,
    name,
    attributes: { ...attributes },
    roles: [...roles],
    scopes: [...scopes],
    groups: [...groups],
    status: key.revokedAtMs === null ? unrevoked : "revoked",
    created_at: new Date(key.createdAtMs).toISOString(),
    created_by: key.createdBy,
    expires_at: instant(key.expiresAtMs),
    last_used_at: instant(key.lastUsedAtMs),
  };
}
