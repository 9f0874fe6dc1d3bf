// The brief's permission matrix of the five built-in roles, and what scopes do to it.

import { describe, expect, it } from "vitest";
import { ROLE_NAMES, type RoleName } from "../../../src/identity/index.ts";
import { compilePolicies, NO_POLICIES } from "../../../src/policy/compile/compile.ts";
import {
  ACTIONS,
  decideAccess,
  mayGrant as mayGive,
  type Action,
  type Subject,
} from "../../../src/policy/index.ts";

const NOW_MS = Date.UTC(2026, 10, 23);
const NOTHING = compilePolicies(NO_POLICIES);

const ALL = Object.keys(ACTIONS) as Action[];
const holder = (roles: readonly RoleName[], scopes: readonly string[] = []): Subject => ({
  kind: "key",
  id: "k",
  roles,
  scopes,
  attributes: {},
});
const decide = (principal: Subject, action: Action) => {
  const resource = { type: ACTIONS[action].kind };
  const { effect, reasons } = decideAccess(NOTHING, {
    principal,
    action,
    resource,
    context: { timeMs: NOW_MS },
  });
  return { effect, reasons };
};
const mayGrant = (subject: Subject, roles: readonly string[]) =>
  mayGive(NOTHING, { subject, nowMs: NOW_MS }, roles);
const allowed = (principal: Subject): Action[] =>
  ALL.filter((action) => decide(principal, action).effect === "allow");

/** Least role that may, of the spine's actions: written out by hand from the brief, so that a change shows here. */
const LEAST: Readonly<Partial<Record<Action, RoleName>>> = {
  "tenant:view": "viewer",
  "dashboards:view": "viewer",
  "reports:view": "viewer",
  "metrics:read": "analyst",
  "logs:read": "analyst",
  "traces:read": "analyst",
  "data:export": "analyst",
  "custom_fields:view": "analyst",
  "metrics:write": "engineer",
  "logs:write": "engineer",
  "traces:write": "engineer",
  "dashboards:create": "engineer",
  "alerts:manage": "engineer",
  "keys:view": "engineer",
  "keys:create": "engineer",
  "keys:rotate": "engineer",
  "keys:revoke": "engineer",
  "users:manage_team": "team_lead",
  "custom_fields:define": "team_lead",
  "reports:distribute": "team_lead",
  "users:manage": "admin",
  "billing:view": "admin",
  "settings:manage": "admin",
  "audit:view": "admin",
};

describe("roles", () => {
  const rows = Object.entries(LEAST).flatMap(([action, least]) =>
    ROLE_NAMES.map((role) => [role, action as Action, least] as const),
  );

  it.each(rows)("`%s` and `%s`, which is from `%s` on", (role, action, least) => {
    const may = ROLE_NAMES.indexOf(role) >= ROLE_NAMES.indexOf(least);
    expect(decide(holder([role]), action)).toEqual(
      may ? { effect: "allow", reasons: [`role:${role}`] } : { effect: "deny", reasons: ["default"] },
    );
  });

  it("each grant all that the one before grants, and the last one everything", () => {
    const granted = ROLE_NAMES.map((role) => allowed(holder([role])));
    granted
      .slice(1)
      .forEach((actions, i) => expect(actions).toEqual(expect.arrayContaining(granted[i] ?? [])));
    expect(granted.at(-1)).toEqual(ALL);
  });

  it("together grant what each grants, and every granting role is a reason", () => {
    expect(decide(holder(["viewer", "admin"]), "tenant:view").reasons).toEqual(["role:viewer", "role:admin"]);
    expect(allowed(holder(["viewer", "engineer"]))).toEqual(allowed(holder(["engineer"])));
    expect(allowed(holder([]))).toEqual([]);
  });
});

describe("scopes", () => {
  it("narrow to an action or to a resource's actions, and never widen", () => {
    expect(allowed(holder(["admin"], ["metrics:write"]))).toEqual(["metrics:write"]);
    expect(allowed(holder(["admin"], ["keys:*"]))).toEqual(
      ALL.filter((action) => action.startsWith("keys:")),
    );
    expect(allowed(holder(["viewer"], ["keys:*", "audit:view"]))).toEqual([]);
    expect(allowed(holder(["admin"], ["key:*", "metrics", "*:*"]))).toEqual([]);
    expect(decide(holder(["admin"], ["metrics:read"]), "audit:view").reasons).toEqual(["scope"]);
  });
});

describe("granting", () => {
  it("needs all that the granted roles would grant", () => {
    for (const mine of ROLE_NAMES) {
      for (const given of ROLE_NAMES) {
        expect(mayGrant(holder([mine]), [given])).toBe(ROLE_NAMES.indexOf(given) <= ROLE_NAMES.indexOf(mine));
      }
    }
    expect(mayGrant(holder(["admin"], ["keys:*"]), ["viewer"])).toBe(false);
    expect(mayGrant(holder(["engineer"]), ["viewer", "admin"])).toBe(false);
  });
});
