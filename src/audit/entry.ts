// One audit entry, version 1: who did what to which thing, what came of it, and which policies decided.
// INVARIANT: an entry has one encoding, the canonical JSON of exactly these fields; it is the leaf input and never
// changes. A new field is a new `v`; readers keep every older version.

import { canonicalJson, type Json } from "../kernel/canonical-json.ts";
import { utf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { isId, type TenantId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { isRecord, isShallow, MAX_DEPTH, parseCanonicalJson } from "./canonical-line.ts";

export interface AuditActor {
  readonly kind: "key" | "user" | "operator" | "system";
  readonly id: string;
  /** More about the actor, such as `name` or `on_behalf_of`. Never a secret. */
  readonly [attribute: string]: string;
}

export type AuditOutcome = "allowed" | "denied" | "failed";

export interface AuditEntry {
  readonly v: 1;
  /** The leaf's index in the tenant's tree: 0, 1, 2 and so on without gaps. */
  readonly seq: number;
  /** RFC 3339 in UTC with milliseconds: `2026-11-23T09:30:00.000Z`. */
  readonly at: string;
  readonly tenant: TenantId;
  readonly actor: AuditActor;
  /** `resource:verb`, such as `keys:create`. */
  readonly action: string;
  /** `type:id`, such as `key:key_01h…`. */
  readonly resource: string;
  readonly outcome: AuditOutcome;
  /** The policy epoch that the decision was made at. */
  readonly epoch: number;
  readonly request_id: string;
  /** The policies that determined the outcome. */
  readonly reasons: readonly string[];
  readonly detail: Json;
}

/** LIMIT: UTF-8 bytes of one encoded entry; a storage row may hold 2 MB, a reader keeps one line in memory. */
export const MAX_ENTRY_BYTES = 262_144;

type Rule = (value: unknown) => boolean;

const isText: Rule = (value) => typeof value === "string" && value !== "";
const isCount: Rule = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isOneOf =
  (...allowed: readonly string[]): Rule =>
  (value) =>
    allowed.includes(value as string);

const ACTOR_KIND = isOneOf("key", "user", "operator", "system");
const ACTION = /^[a-z][a-z0-9_.-]*:[a-z][a-z0-9_.-]*$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Is the text the one spelling of an instant that the log uses? */
export function isLogInstant(value: unknown): boolean {
  if (typeof value !== "string" || !INSTANT.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}

const isActor: Rule = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const actor = value as Readonly<Record<string, unknown>>;
  return (
    ACTOR_KIND(actor.kind) && isText(actor.id) && Object.values(actor).every((it) => typeof it === "string")
  );
};

const RULES: Readonly<Record<keyof AuditEntry, Rule>> = {
  v: (value) => value === 1,
  seq: isCount,
  at: isLogInstant,
  tenant: (value) => typeof value === "string" && isId("tenant", value),
  actor: isActor,
  action: (value) => typeof value === "string" && ACTION.test(value),
  resource: isText,
  outcome: isOneOf("allowed", "denied", "failed"),
  epoch: isCount,
  request_id: isText,
  reasons: (value) => Array.isArray(value) && value.every(isText),
  detail: (value) => value !== undefined && isShallow(value as Json, MAX_DEPTH - 1),
};

const FIELDS = Object.keys(RULES) as readonly (keyof AuditEntry)[];

function wrongField(entry: Readonly<Record<string, unknown>>): string | undefined {
  return FIELDS.find((field) => !RULES[field](entry[field]));
}

/**
 * The leaf input. Throws a TypeError for an entry that no reader would accept: callers bound `detail` first,
 * to MAX_ENTRY_BYTES with all the rest and to a nesting of 31.
 */
export function encodeEntry(entry: AuditEntry): string {
  const field = isRecord({ ...entry }, FIELDS) ? wrongField({ ...entry }) : "set of fields";
  if (field !== undefined) throw new TypeError(`an audit entry with a wrong ${field}`);
  const text = canonicalJson({ ...entry });
  if (utf8(text).byteLength > MAX_ENTRY_BYTES) throw new TypeError("an audit entry that is too large");
  return text;
}

/** The entry of its canonical JSON, or `audit.malformed`. */
export function parseEntry(text: string): Result<AuditEntry> {
  const value = parseCanonicalJson(text);
  if (value === null) return malformed("the line is not canonical JSON");
  if (!isRecord(value, FIELDS)) return malformed("the line does not have the fields of an entry");
  const field = wrongField(value as Readonly<Record<string, unknown>>);
  if (field !== undefined) return malformed(`the entry's \`${field}\` is not valid`);
  return ok(value as unknown as AuditEntry);
}

function malformed(detail: string): Result<never> {
  return failed(fault("audit.malformed", detail));
}
