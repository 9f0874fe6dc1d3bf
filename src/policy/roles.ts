// What the built-in roles grant, each adding to the one before (the brief's permission matrix). Some actions are granted
// on what the principal itself owns only, until a later role grants them on everything.

import { ROLE_NAMES, type RoleName } from "../identity/index.ts";
import { ACTION_NAMES, type Action } from "./actions.ts";

const ADDED: Readonly<Record<Exclude<RoleName, "admin">, readonly Action[]>> = {
  viewer: ["tenant:view", "dashboards:view", "folders:view", "reports:view"],
  analyst: [
    ...(["metrics:read", "logs:read", "traces:read", "data:export", "custom_fields:view"] as const),
    ...(["usage:view", "budgets:view", "forecast:view", "chargeback:view"] as const),
  ],
  engineer: [
    ...(["metrics:write", "logs:write", "traces:write", "dashboards:create", "reports:create"] as const),
    ...(["alerts:view", "alerts:manage", "alerts:update", "alerts:silence"] as const),
    ...(["keys:view", "keys:create", "keys:rotate", "keys:revoke"] as const),
  ],
  team_lead: [
    ...(["users:manage_team", "users:view", "teams:view", "groups:view", "folders:manage"] as const),
    ...(["dashboards:update", "dashboards:delete", "dashboards:share", "dashboards:transfer"] as const),
    ...(["alerts:transfer", "custom_fields:define", "reports:update", "reports:delete"] as const),
    ...(["reports:schedule", "reports:distribute"] as const),
  ],
};

const ADDED_ON_OWN: Readonly<Partial<Record<RoleName, readonly Action[]>>> = {
  engineer: [
    "dashboards:update",
    "dashboards:delete",
    "dashboards:share",
    "reports:update",
    "reports:delete",
  ],
};

const upTo = (role: RoleName): readonly RoleName[] => ROLE_NAMES.slice(0, ROLE_NAMES.indexOf(role) + 1);

/** All actions of a role on any resource, inherited ones included. An admin may do everything. */
export function actionsOf(role: RoleName): readonly Action[] {
  if (role === "admin") return ACTION_NAMES;
  return upTo(role).flatMap((name) => (name === "admin" ? [] : ADDED[name]));
}

/** What a role grants on resources that its holder owns, and not on others. */
export function actionsOnOwn(role: RoleName): readonly Action[] {
  const everywhere = new Set(actionsOf(role));
  return upTo(role)
    .flatMap((name) => ADDED_ON_OWN[name] ?? [])
    .filter((action) => !everywhere.has(action));
}

export function isBuiltInRole(name: string): name is RoleName {
  return (ROLE_NAMES as readonly string[]).includes(name);
}
