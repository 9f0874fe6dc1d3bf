// Everything that can be done, as `resource:verb`: a row each, named by every operation of the manifest.
// INVARIANT: names are permanent: they stand in policies, roles, keys and audit entries that tenants keep.

import type { DataClass } from "./data-classes.ts";

interface ActionRow {
  /** What policies call `type:…` and `resource.type`. */
  readonly kind: string;
  readonly dataClass: DataClass;
  /** The name under which it is told to event streams once it has been done. */
  readonly auditEvent: string;
  readonly meaning: string;
}

type Row = (auditEvent: string, meaning: string) => ActionRow;

const of =
  (kind: string, dataClass: DataClass): Row =>
  (auditEvent, meaning) => ({ kind, dataClass, auditEvent, meaning });

const tenant = of("tenant", "operational");
const metric = of("metric", "telemetry");
const log = of("log", "telemetry");
const trace = of("trace", "telemetry");
const data = of("data", "telemetry");
const dashboard = of("dashboard", "telemetry");
const board = of("dashboard", "operational");
const folder = of("folder", "operational");
const alert = of("alert", "operational");
const report = of("report", "telemetry");
const reporting = of("report", "operational");
const field = of("custom_field", "operational");
const key = of("key", "identity");
const user = of("user", "identity");
const team = of("team", "identity");
const group = of("group", "identity");
const role = of("role", "identity");
const policy = of("policy", "identity");
const sso = of("sso", "identity");
const session = of("session", "identity");
const billing = of("billing", "operational");
const audit = of("audit", "audit");
const compliance = of("compliance", "audit");
const consent = of("consent", "identity");
const erasure = of("erasure", "identity");
const privacy = of("privacy", "operational");
const retention = of("retention", "operational");
const residency = of("residency", "operational");
const evidence = of("residency", "audit");
const move = of("move", "operational");
const webhook = of("webhook", "operational");
const event = of("event", "audit");
const connector = of("connector", "operational");

export const ACTIONS = {
  "tenant:view": tenant("tenant.viewed", "see the tenant's own record and limits"),
  "settings:view": tenant("settings.viewed", "see the organization's settings"),
  "settings:manage": tenant("settings.changed", "change the organization's settings"),
  "metrics:read": metric("metrics.read", "query metrics and their labels"),
  "metrics:write": metric("metrics.written", "send metrics"),
  "metrics:delete": metric("metrics.deleted", "delete series"),
  "logs:read": log("logs.read", "search logs"),
  "logs:write": log("logs.written", "send logs"),
  "logs:delete": log("logs.deleted", "delete log records"),
  "traces:read": trace("traces.read", "read and search traces"),
  "traces:write": trace("traces.written", "send traces"),
  "traces:delete": trace("traces.deleted", "delete traces"),
  "data:export": data("data.exported", "export query results in bulk"),
  "data:delete": data("data.deleted", "delete stored data of any kind in bulk"),
  "dashboards:view": dashboard("dashboards.viewed", "see dashboards"),
  "dashboards:create": board("dashboards.created", "make dashboards"),
  "dashboards:update": board("dashboards.updated", "change dashboards"),
  "dashboards:delete": board("dashboards.deleted", "delete dashboards"),
  "dashboards:share": board("dashboards.shared", "share dashboards by link"),
  "dashboards:transfer": board("dashboards.transferred", "give dashboards another owner"),
  "folders:view": folder("folders.viewed", "see dashboard folders"),
  "folders:manage": folder("folders.changed", "make, move and delete dashboard folders"),
  "alerts:view": alert("alerts.viewed", "see alerts and their state"),
  "alerts:manage": alert("alerts.changed", "make and change alerts"),
  "alerts:update": alert("alerts.updated", "change the thresholds of existing alerts"),
  "alerts:silence": alert("alerts.silenced", "silence alerts for a time"),
  "alerts:transfer": alert("alerts.transferred", "give alerts another owner"),
  "reports:view": report("reports.viewed", "see reports"),
  "reports:create": reporting("reports.created", "make reports"),
  "reports:update": reporting("reports.updated", "change reports"),
  "reports:delete": reporting("reports.deleted", "delete reports"),
  "reports:schedule": reporting("reports.scheduled", "have reports made on a schedule"),
  "reports:distribute": reporting("reports.distributed", "decide who receives reports"),
  "custom_fields:view": field("custom_fields.viewed", "see custom fields"),
  "custom_fields:define": field("custom_fields.defined", "define custom fields"),
  "keys:view": key("keys.viewed", "list API keys"),
  "keys:create": key("keys.created", "make API keys"),
  "keys:rotate": key("keys.rotated", "give an API key a new secret"),
  "keys:revoke": key("keys.revoked", "revoke API keys"),
  "users:view": user("users.viewed", "list users"),
  "users:invite": user("users.invited", "invite users"),
  "users:manage_team": user("users.team_changed", "manage the members of a team"),
  "users:manage": user("users.changed", "manage users and their roles"),
  "users:suspend": user("users.suspended", "suspend and resume users"),
  "teams:view": team("teams.viewed", "list teams"),
  "teams:manage": team("teams.changed", "make, change and delete teams"),
  "groups:view": group("groups.viewed", "list groups"),
  "groups:manage": group("groups.changed", "make, change and delete groups"),
  "roles:view": role("roles.viewed", "see roles and who holds them"),
  "roles:manage": role("roles.changed", "define custom roles"),
  "roles:grant": role("roles.granted", "grant roles and take them away"),
  "policies:view": policy("policies.viewed", "see policies and their versions"),
  "policies:manage": policy("policies.changed", "change policies and roll them back"),
  "policies:approve": policy("policies.approved", "approve a change that somebody else proposed"),
  "policies:simulate": policy("policies.simulated", "try a draft against recorded decisions"),
  "policies:decide": policy("policies.decided", "ask for decisions about others, and for explanations"),
  "sso:view": sso("sso.viewed", "see the single sign-on settings"),
  "sso:manage": sso("sso.changed", "change the single sign-on settings"),
  "sessions:view": session("sessions.viewed", "list sessions"),
  "sessions:revoke": session("sessions.revoked", "end other people's sessions"),
  "billing:view": billing("billing.viewed", "see billing and licences"),
  "billing:manage": billing("billing.changed", "change billing and licences"),
  "usage:view": billing("usage.viewed", "see what is used"),
  "budgets:view": billing("budgets.viewed", "see budgets and how far they are used"),
  "budgets:manage": billing("budgets.changed", "set budgets and lift their stops"),
  "forecast:view": billing("forecast.viewed", "see cost forecasts"),
  "chargeback:view": billing("chargeback.viewed", "see chargeback statements"),
  "chargeback:manage": billing("chargeback.changed", "change rates and close chargeback periods"),
  "audit:view": audit("audit.viewed", "read the audit log and its proofs"),
  "audit:export": audit("audit.exported", "export the audit log"),
  "compliance:view": compliance("compliance.viewed", "see the state of controls"),
  "compliance:attest": compliance("compliance.attested", "attest controls and make evidence packs"),
  "consent:view": consent("consent.viewed", "see consents"),
  "consent:manage": consent("consent.changed", "record and revoke consents"),
  "erasure:view": erasure("erasure.viewed", "see requests of data subjects"),
  "erasure:request": erasure("erasure.requested", "ask for a person's data to be erased or given out"),
  "erasure:approve": erasure("erasure.approved", "approve an erasure"),
  "privacy:view": privacy("privacy.viewed", "see and try the rules about personal data in telemetry"),
  "privacy:manage": privacy("privacy.changed", "change the rules about personal data in telemetry"),
  "retention:manage": retention("retention.changed", "change how long data is kept"),
  "residency:view": residency("residency.viewed", "see where data is kept and what moved"),
  "residency:manage": residency("residency.changed", "change residency rules"),
  "residency:attest": evidence("residency.attested", "get signed statements of where data was kept"),
  "residency:view_data_flow": residency("residency.data_flow_viewed", "see which data goes where"),
  "moves:view": move("moves.viewed", "see moves of the tenant between cells"),
  "moves:start": move("moves.started", "move the tenant to another cell or isolation"),
  "webhooks:view": webhook("webhooks.viewed", "see webhook endpoints and deliveries"),
  "webhooks:manage": webhook("webhooks.changed", "make and change webhook endpoints"),
  "webhooks:replay": webhook("webhooks.replayed", "send deliveries again"),
  "events:view": event("events.viewed", "see events and deliveries as endpoints were told them"),
  "connectors:view": connector("connectors.viewed", "see connectors"),
  "connectors:manage": connector("connectors.changed", "set up and remove connectors"),
} as const satisfies Record<string, ActionRow>;

export type Action = keyof typeof ACTIONS;

export const ACTION_NAMES = Object.keys(ACTIONS) as readonly Action[];

/** `metrics` of `metrics:read`, precomputed: decisions look it up. */
export const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  ACTION_NAMES.map((name) => [name, name.slice(0, name.indexOf(":"))]),
);

export const RESOURCE_KINDS: ReadonlySet<string> = new Set(ACTION_NAMES.map((name) => ACTIONS[name].kind));

export function isAction(name: string): name is Action {
  return FAMILY_OF.has(name);
}

const FAMILIES: ReadonlySet<string> = new Set(FAMILY_OF.values());

/** `*`, `metrics:*` or an action's name. */
export function isActionPattern(pattern: string): boolean {
  return (
    pattern === "*" || isAction(pattern) || (pattern.endsWith(":*") && FAMILIES.has(pattern.slice(0, -2)))
  );
}

export function actionsMatching(pattern: string): readonly Action[] {
  if (pattern === "*") return ACTION_NAMES;
  if (isAction(pattern)) return [pattern];
  return ACTION_NAMES.filter((name) => `${FAMILY_OF.get(name)}:*` === pattern);
}
