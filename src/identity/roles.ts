// The names of the built-in roles, least first. What each grants is the policy domain's to say.

export const ROLE_NAMES = ["viewer", "analyst", "engineer", "team_lead", "admin"] as const;

/** The shape of any role's name, custom ones included. */
export const ROLE_NAME = /^[a-z][a-z0-9_-]{0,63}$/;

export type RoleName = (typeof ROLE_NAMES)[number];
