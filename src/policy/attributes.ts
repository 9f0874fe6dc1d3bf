// The attributes that conditions may speak of: a row each with its type and how it is read. An attribute that is not here
// is refused on save. `context.from_trusted_network`, hour and day are derived here, never taken from a caller.

import type { AccessRequest } from "./access-request.ts";
import { isInNetwork, parseAddress, type Network } from "./cidr.ts";
import { localDay, localMinuteOfDay, type Zone } from "./zone.ts";

export type AttributeType = "text" | "number" | "flag" | "texts" | "instant" | "address";
export type AttributeValue = string | number | boolean | readonly string[];

/** A request with what the tenant's settings add to it. */
export interface Facts extends AccessRequest {
  /** Roles held directly and by grants everywhere. */
  readonly roles: readonly string[];
  readonly zone: Zone;
  readonly trusted: readonly Network[];
}

export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  /** The only values there are, when they are a closed set. */
  readonly values?: readonly string[];
  /** Under which name a row carries it; null for what rows do not say. */
  readonly rowLabel: string | null;
  /** Undefined for a missing attribute. */
  readonly read: (facts: Facts) => AttributeValue | undefined;
}

export const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export const MFA_METHODS = ["totp", "hardware_key", "passkey", "sms", "push", "recovery_code"] as const;
export const SENSITIVITIES = ["low", "medium", "high", "critical"] as const;
const MINUTES_PER_HOUR = 60;

type Read = Attribute["read"];
type Row = Omit<Attribute, "name" | "read" | "rowLabel">;

const TEXT: Row = { type: "text" };
const FLAG: Row = { type: "flag" };
const NUMBER: Row = { type: "number" };
const MFA_METHOD: Row = { type: "text", values: MFA_METHODS };

const fixed = (name: string, row: Row, read: Read): Attribute => ({ name, ...row, rowLabel: null, read });

function labelOf(facts: Facts, name: string): string | undefined {
  const { labels } = facts.resource;
  return labels !== undefined && Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** An attribute that rows carry as a label of the same name. */
const inRows = (rowLabel: string, row: Row, read: Read): Attribute => ({
  name: `resource.${rowLabel}`,
  ...row,
  rowLabel,
  read,
});

const LABELLED = {
  team: inRows("team", TEXT, (facts) => facts.resource.team ?? labelOf(facts, "team")),
  environment: inRows(
    "environment",
    TEXT,
    (facts) => facts.resource.environment ?? labelOf(facts, "environment"),
  ),
  sensitivity: inRows(
    "sensitivity",
    { type: "text", values: SENSITIVITIES },
    (facts) => facts.resource.sensitivity ?? labelOf(facts, "sensitivity"),
  ),
} as const;

function isFromTrusted({ context, trusted }: Facts): boolean | undefined {
  const address = context.ip === undefined ? null : parseAddress(context.ip);
  return address === null ? undefined : trusted.some((network) => isInNetwork(address, network));
}

const finite = (timeMs: number): number | undefined => (Number.isFinite(timeMs) ? timeMs : undefined);

function hourOf({ context, zone }: Facts): number | undefined {
  if (!Number.isFinite(context.timeMs)) return undefined;
  return Math.floor(localMinuteOfDay(zone, context.timeMs) / MINUTES_PER_HOUR);
}

function dayOf({ context, zone }: Facts): string | undefined {
  return Number.isFinite(context.timeMs) ? DAYS[localDay(zone, context.timeMs)] : undefined;
}

const ROWS: readonly Attribute[] = [
  fixed("principal.id", TEXT, (facts) => facts.principal.id),
  fixed("principal.kind", { type: "text", values: ["user", "key"] }, (facts) => facts.principal.kind),
  fixed("principal.groups", { type: "texts" }, (facts) => facts.principal.groups ?? []),
  fixed("principal.roles", { type: "texts" }, (facts) => facts.roles),
  fixed("principal.department", TEXT, (facts) => facts.principal.department),
  fixed("principal.clearance", NUMBER, (facts) => facts.principal.clearance),
  fixed("principal.team", TEXT, (facts) => facts.principal.team),
  fixed("principal.mfa_verified", FLAG, (facts) => facts.principal.mfaVerified),
  fixed("principal.mfa_method", MFA_METHOD, (facts) => facts.principal.mfaMethod),
  fixed("principal.session_age_seconds", NUMBER, (facts) => facts.principal.sessionAgeSeconds),
  fixed("resource.type", TEXT, (facts) => facts.resource.type),
  inRows("id", TEXT, (facts) => facts.resource.id),
  inRows("owner", TEXT, (facts) => facts.resource.owner),
  inRows("folder", TEXT, (facts) => facts.resource.folder),
  ...Object.values(LABELLED),
  fixed("context.hour_of_day", NUMBER, hourOf),
  fixed("context.day_of_week", { type: "text", values: DAYS }, dayOf),
  fixed("context.time", { type: "instant" }, (facts) => finite(facts.context.timeMs)),
  fixed("context.ip", { type: "address" }, (facts) => facts.context.ip),
  fixed("context.country", TEXT, (facts) => facts.context.country),
  fixed("context.colo", TEXT, (facts) => facts.context.colo),
  fixed("context.mfa_verified", FLAG, (facts) => facts.principal.mfaVerified),
  fixed("context.mfa_method", MFA_METHOD, (facts) => facts.principal.mfaMethod),
  fixed("context.from_trusted_network", FLAG, isFromTrusted),
  fixed("context.method", TEXT, (facts) => facts.context.method),
  fixed("context.api_version", TEXT, (facts) => facts.context.apiVersion),
];

const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map(ROWS.map((row) => [row.name, row]));

const OWN_ATTRIBUTE = "principal.attributes.";
const LABEL = "resource.label.";
const ATTRIBUTE_NAME = /^[a-z][a-z0-9_.]{0,63}$/;
const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_.\-/]{0,127}$/;

/** Null for an attribute that does not exist. */
export function findAttribute(name: string): Attribute | null {
  const row = ATTRIBUTES.get(name);
  if (row !== undefined) return row;
  if (name.startsWith(OWN_ATTRIBUTE)) return ownAttribute(name, name.slice(OWN_ATTRIBUTE.length));
  return name.startsWith(LABEL) ? labelAttribute(name, name.slice(LABEL.length)) : null;
}

function ownAttribute(name: string, key: string): Attribute | null {
  if (!ATTRIBUTE_NAME.test(key)) return null;
  return fixed(name, TEXT, ({ principal: { attributes } }) =>
    attributes !== undefined && Object.hasOwn(attributes, key) ? attributes[key] : undefined,
  );
}

function labelAttribute(name: string, label: string): Attribute | null {
  if (!LABEL_NAME.test(label)) return null;
  if (Object.hasOwn(LABELLED, label)) return { ...LABELLED[label as keyof typeof LABELLED], name };
  // A label called like an attribute that is not read from labels is another thing in rows too.
  const rowLabel = ATTRIBUTES.get(`resource.${label}`)?.rowLabel === label ? `label:${label}` : label;
  return { name, type: "text", rowLabel, read: (facts) => labelOf(facts, label) };
}
