// What templates can say of an event: the names below, and `settings.<name>`. Total over any JSON: an event whose data has
// another shape than its type promises has fewer names, and never stops a delivery.

import { hex } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { HOUR_MS, SECOND_MS } from "../kernel/time.ts";
import { sha256 } from "../kernel/sha256.ts";
import type { WebhookEvent } from "../webhooks/index.ts";
import { meaningOf, severitySaid } from "./meaning.ts";
import { factsOf, isObject } from "./facts.ts";
import type { Scope } from "./render.ts";
import { write } from "./syntax.ts";

/** Every name but `settings.*` and, inside `each`, `fact.name` and `fact.value`. */
export const EVENT_NAMES = [
  "id",
  "message_id",
  "type",
  "title",
  "summary",
  "details",
  "has_details",
  "facts",
  "severity",
  "state",
  "subject",
  "dedup_key",
  "link",
  "at",
  "at_ms",
  "at_seconds",
  "recent_seconds",
  "tenant",
  "key",
  "sequence",
  "data",
  "members",
  "envelope",
] as const;

type EventName = (typeof EVENT_NAMES)[number];

const MOST_SUMMARY_CHARS = 1_000;
const MOST_LINK_CHARS = 1_000;
/** Vendors take 100 characters and more: `subject:` and this stay below. */
const MOST_KEY_CHARS = 64;

/** Vendors refuse instants of many hours ago, which a late delivery has. */
const RECENT_MS = 12 * HOUR_MS;

/** In the order of preference; what an event calls itself. */
const NAMING = ["summary", "title", "name", "message", "reason"];

/** Of this delivery: its instant and, for vendors who know a message again, its id. */
export interface Sending {
  readonly nowMs: number;
  readonly messageId?: string;
}

export function scopeOf(
  event: WebhookEvent,
  settings: Readonly<Record<string, unknown>>,
  sending: Sending,
): Scope {
  const scope = new Map<string, Json>();
  for (const [name, found] of Object.entries(namesOf(event, sending))) {
    if (found !== undefined) scope.set(name, found);
  }
  for (const [name, found] of Object.entries(settings)) {
    if (found !== undefined) scope.set(`settings.${name}`, found as Json);
  }
  return scope;
}

function namesOf(
  event: WebhookEvent,
  { nowMs, messageId }: Sending,
): Partial<Record<EventName, Json | undefined>> {
  const { id, type, atMs, tenantId, key, data, sequence } = event;
  const { severity, state, subject } = meaningOf(type);
  const members = isObject(data) ? data : {};
  const facts = factsOf(members);
  const at = new Date(atMs).toISOString();
  return {
    id,
    message_id: messageId ?? id,
    type,
    state,
    subject,
    data,
    members: isObject(data) ? data : { value: data },
    at,
    sequence,
    tenant: tenantId,
    ...summaryOf(type, members),
    severity: state === "close" ? severity : (severitySaid(members["severity"]) ?? severity),
    dedup_key: dedupKeyOf(event, subject, state === "note"),
    key: key ?? undefined,
    link: linkOf(members),
    at_ms: atMs,
    at_seconds: Math.floor(atMs / SECOND_MS),
    recent_seconds: nowMs - atMs < RECENT_MS ? Math.floor(atMs / SECOND_MS) : undefined,
    envelope: { id, type, timestamp: at, data },
    facts: facts.length === 0 ? undefined : (facts as unknown as Json),
    has_details: facts.length === 0 ? undefined : "yes",
    details: facts.length === 0 ? undefined : facts.map(({ name, value }) => `${name}: ${value}`).join("\n"),
  };
}

/** `alert.firing` and a name: `Alert firing: checkout is slow`. */
function summaryOf(type: string, members: { readonly [name: string]: Json }) {
  const words = type.replaceAll(/[._]/g, " ");
  const title = words.slice(0, 1).toUpperCase() + words.slice(1);
  const names = NAMING.map((name) => members[name]).filter((found) => typeof found === "string");
  const named = names.find((found) => found.trim() !== "");
  const summary = named === undefined ? title : write(`${title}: ${named}`, "line", MOST_SUMMARY_CHARS);
  return { title, summary };
}

/** Of what opens and closes: the subject and its key. Of a note: the event, so that a repeat is no second one. */
function dedupKeyOf({ id, key }: WebhookEvent, subject: string, isNote: boolean): string {
  const of = isNote || key === null ? id : key;
  const isPlain = of.length <= MOST_KEY_CHARS && /^[A-Za-z0-9_.:-]+$/.test(of);
  return `${subject}:${isPlain ? of : hex(sha256(of)).slice(0, MOST_KEY_CHARS)}`;
}

/** A public address that the event names, for a button; anything else is no link. */
function linkOf(members: { readonly [name: string]: Json }): string | undefined {
  const given = members["url"] ?? members["link"];
  if (typeof given !== "string" || given.length > MOST_LINK_CHARS) return undefined;
  const url = URL.parse(given);
  const isPlain = url !== null && url.protocol === "https:" && url.username === "" && url.password === "";
  return isPlain && url.href.length <= MOST_LINK_CHARS ? url.href : undefined;
}
