// The decision: roles and inheritance, grants with scope and end, policies of both effects, errors, and what it names.

import { describe, expect, test } from "vitest";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import { TEMPLATES } from "../../../src/policy/templates.ts";
import { allowWhen, ask, compiledOf, NOON_MS, type Asked } from "../../support/policy-requests.ts";

const NOTHING = compiledOf({});
const viewer: Asked = { principal: { roles: ["viewer"] } };

describe("roles", () => {
  test.each([
    ["viewer", "dashboards:view", "allow"],
    ["viewer", "metrics:read", "deny"],
    ["viewer", "data:export", "deny"],
    ["analyst", "data:export", "allow"],
    ["analyst", "metrics:write", "deny"],
    ["engineer", "metrics:write", "allow"],
    ["engineer", "dashboards:create", "allow"],
    ["engineer", "users:manage_team", "deny"],
    ["team_lead", "users:manage_team", "allow"],
    ["team_lead", "dashboards:update", "allow"],
    ["team_lead", "billing:view", "deny"],
    ["admin", "billing:manage", "allow"],
    ["admin", "metrics:read", "allow"],
  ] as const)("%s, %s: %s", (role, action, effect) => {
    const decision = decideAccess(NOTHING, ask({ principal: { roles: [role] }, action }));
    expect(decision).toEqual({
      effect,
      reasons: [effect === "allow" ? `role:${role}` : "default"],
      errors: [],
      rowFilter: null,
    });
  });

  test("an engineer changes its own dashboards and no others", () => {
    const update = (owner?: string): string =>
      decideAccess(
        NOTHING,
        ask({ principal: { roles: ["engineer"] }, action: "dashboards:update", resource: { owner } }),
      ).effect;
    expect([update("ada"), update("bob"), update()]).toEqual(["allow", "deny", "deny"]);
  });

  test("a custom role adds to what it inherits, through several steps", () => {
    const compiled = compiledOf({
      roles: [
        { name: "sre", inherits: ["oncall"], actions: ["metrics:delete"] },
        { name: "oncall", inherits: ["viewer"], actions: ["alerts:*"] },
      ],
    });
    const effects = (["alerts:silence", "dashboards:view", "metrics:delete", "users:manage"] as const).map(
      (action) => decideAccess(compiled, ask({ principal: { roles: ["sre"] }, action })).effect,
    );
    expect(effects).toEqual(["allow", "allow", "allow", "deny"]);
  });

  test("a role that does not exist gives nothing", () => {
    expect(decideAccess(NOTHING, ask({ principal: { roles: ["root", "__proto__"] } })).effect).toBe("deny");
  });

  test("a credential's scopes narrow what its roles give", () => {
    const scoped = (scopes: string[]): readonly string[] =>
      decideAccess(NOTHING, ask({ principal: { roles: ["admin"], scopes } })).reasons;
    expect(scoped(["metrics:*"])).toEqual(["role:admin"]);
    expect(scoped(["metrics:write"])).toEqual(["scope"]);
  });
});

describe("grants", () => {
  const grant = { id: "g1", subject: "group:ops", role: "analyst", scope: null, expires_at: null };
  const ops: Asked = { principal: { groups: ["ops"] } };

  test("a grant to a group holds for its members only", () => {
    const compiled = compiledOf({ grants: [grant] });
    expect(decideAccess(compiled, ask(ops)).reasons).toEqual(["grant:g1"]);
    expect(decideAccess(compiled, ask()).effect).toBe("deny");
    expect(decideAccess(compiled, ask({ principal: { kind: "key", id: "ops" } })).effect).toBe("deny");
  });

  test("a grant ends at its instant", () => {
    const compiled = compiledOf({ grants: [{ ...grant, expires_at: new Date(NOON_MS).toISOString() }] });
    const at = (timeMs: number): string =>
      decideAccess(compiled, ask({ ...ops, context: { timeMs } })).effect;
    expect([at(NOON_MS - 1), at(NOON_MS)]).toEqual(["allow", "deny"]);
  });

  test("a grant on a scope allows on that scope only", () => {
    const compiled = compiledOf({ grants: [{ ...grant, scope: { environment: "staging" } }] });
    const inEnvironment = (environment?: string): string =>
      decideAccess(compiled, ask({ ...ops, resource: { environment } })).effect;
    expect([inEnvironment("staging"), inEnvironment("production"), inEnvironment()]).toEqual([
      "allow",
      "deny",
      "deny",
    ]);
  });

  test("a grant on a scope becomes a row filter while rows are unread", () => {
    const compiled = compiledOf({ grants: [{ ...grant, scope: { environment: "staging" } }] });
    const decision = decideAccess(compiled, ask({ ...ops, resource: { isUnread: true } }));
    expect(decision).toEqual({
      effect: "allow",
      reasons: ["grant:g1"],
      errors: [],
      rowFilter: {
        label: "environment",
        operator: "equals",
        value: "staging",
        holds: true,
        ifMissing: false,
      },
    });
  });

  test("a role granted everywhere makes its holder a subject of policies about that role", () => {
    const policy = allowWhen([], { subjects: ["role:analyst"], actions: ["metrics:delete"] });
    const compiled = compiledOf({ grants: [grant], policies: [policy] });
    expect(decideAccess(compiled, ask({ ...ops, action: "metrics:delete" })).effect).toBe("allow");
    const scoped = compiledOf({ grants: [{ ...grant, scope: { team: "x" } }], policies: [policy] });
    expect(decideAccess(scoped, ask({ ...ops, action: "metrics:delete" })).effect).toBe("deny");
  });
});

describe("policies", () => {
  const inGermany = { attribute: "context.country", operator: "equals", value: "DE" };

  test("a denial outweighs every allow, and all that determined it is named", () => {
    const compiled = compiledOf({
      policies: [
        allowWhen([], { policy_id: "a" }),
        allowWhen([], { policy_id: "d1", effect: "deny", actions: ["metrics:*"] }),
        allowWhen([], { policy_id: "d2", effect: "deny", subjects: ["user:ada", "*"] }),
      ],
    });
    const { effect, reasons } = decideAccess(compiled, ask());
    expect([effect, ...reasons]).toEqual(["deny", "policy:d2", "policy:d1"]);
  });

  test("a policy that errs is skipped for allow and counts for deny; both are reported", () => {
    const allow = compiledOf({ policies: [allowWhen([inGermany])] });
    expect(decideAccess(allow, ask())).toMatchObject({
      effect: "deny",
      reasons: ["default"],
      errors: ["policy:p"],
    });
    const deny = compiledOf({ policies: [allowWhen([inGermany], { effect: "deny" })] });
    expect(decideAccess(deny, ask({ principal: { roles: ["admin"] } }))).toMatchObject({
      effect: "deny",
      reasons: ["policy:p"],
      errors: ["policy:p"],
    });
  });

  test("`unless` excepts, and an exception that errs does not", () => {
    const policy = allowWhen([], { effect: "deny", unless: [inGermany] });
    const compiled = compiledOf({ policies: [policy] });
    const from = (country?: string): string =>
      decideAccess(compiled, ask({ principal: { roles: ["admin"] }, context: { country } })).effect;
    expect([from("DE"), from("US"), from()]).toEqual(["allow", "deny", "deny"]);
  });

  test("a policy for another environment does not touch a resource without one", () => {
    const policy = allowWhen([], { effect: "deny", resources: ["environment:production"] });
    expect(
      decideAccess(compiledOf({ policies: [policy] }), ask({ ...viewer, action: "dashboards:view" })).effect,
    ).toBe("allow");
  });

  test.each([
    ["*", { id: "dsh_2" }, "allow"],
    ["dashboard:dsh_1", { id: "dsh_1" }, "allow"],
    ["dashboard:dsh_1", { id: "dsh_2" }, "deny"],
    ["dashboard:*", {}, "allow"],
    ["type:dashboard", {}, "allow"],
    ["type:metric", {}, "deny"],
    ["folder:home", { folder: "home" }, "allow"],
    ["label.tier:gold", { labels: { tier: "gold" } }, "allow"],
    ["label.tier:gold", { labels: { tier: "tin" } }, "deny"],
    ["environment:production", { labels: { environment: "production" } }, "allow"],
  ] as const)("the resource pattern %s on %j: %s", (pattern, resource, effect) => {
    const compiled = compiledOf({ policies: [allowWhen([], { resources: [pattern] })] });
    expect(decideAccess(compiled, ask({ action: "dashboards:view", resource })).effect).toBe(effect);
  });

  test("a thousand policies of others change nothing for me, and mine is found among them", () => {
    const others = Array.from({ length: 1_000 }, (_, i) =>
      allowWhen([], {
        policy_id: `o${i}`,
        effect: "deny",
        subjects: i % 2 === 0 ? ["*"] : [`user:u${i}`],
        resources: [`team:t${i}`],
      }),
    );
    const compiled = compiledOf({ policies: [...others, allowWhen([], { subjects: ["user:ada"] })] });
    expect(decideAccess(compiled, ask()).reasons).toEqual(["policy:p"]);
    expect(decideAccess(compiled, ask({ resource: { team: "t500" } })).reasons).toEqual(["policy:o500"]);
  });
});

describe("templates", () => {
  const templateOf = (name: string) =>
    compiledOf({
      policies: TEMPLATES.find((template) => template.name === name)?.policies ?? [],
      timeZone: "Europe/Berlin",
      trustedNetworks: ["10.0.0.0/8"],
    });

  test.each([
    ["2026-06-10T07:00:00Z", "engineering", "production", "allow"],
    ["2026-06-10T06:59:59Z", "engineering", "production", "deny"],
    ["2026-06-10T14:59:59Z", "engineering", "production", "allow"],
    ["2026-06-10T15:00:00Z", "engineering", "production", "deny"],
    ["2026-06-13T10:00:00Z", "engineering", "production", "deny"],
    ["2026-06-10T10:00:00Z", "sales", "production", "deny"],
    ["2026-06-10T10:00:00Z", "engineering", "staging", "deny"],
  ])("business hours: %s, %s, %s: %s", (time, group, environment, effect) => {
    const asked = ask({
      principal: { groups: [group] },
      resource: { environment },
      context: { timeMs: Date.parse(time) },
    });
    expect(decideAccess(templateOf("business_hours"), asked).effect).toBe(effect);
  });

  const strong = { groups: ["data-engineers"], mfaVerified: true, mfaMethod: "totp" };
  test.each([
    [strong, "10.1.1.1", "high", "allow"],
    [{ ...strong, mfaMethod: "hardware_key" }, "10.1.1.1", "critical", "allow"],
    [{ ...strong, mfaMethod: "sms" }, "10.1.1.1", "high", "deny"],
    [{ ...strong, mfaVerified: false }, "10.1.1.1", "high", "deny"],
    [strong, "192.0.2.1", "high", "deny"],
    [strong, undefined, "high", "deny"],
    [strong, "10.1.1.1", "low", "deny"],
    [{ ...strong, groups: ["sales"] }, "10.1.1.1", "high", "deny"],
  ] as const)("sensitive data: %j from %s on %s: %s", (principal, ip, sensitivity, effect) => {
    const asked = ask({ principal, action: "data:export", resource: { sensitivity }, context: { ip } });
    expect(decideAccess(templateOf("sensitive_data"), asked).effect).toBe(effect);
  });

  test.each([
    [{ mfaVerified: true }, "allow"],
    [{ mfaVerified: false }, "deny"],
    [{}, "deny"],
    [{ kind: "key", id: "k1" }, "allow"],
  ] as const)("SOC 2: an admin with %j: %s", (principal, effect) => {
    const asked = ask({ principal: { roles: ["admin"], ...principal } });
    expect(decideAccess(templateOf("soc2_mfa"), asked).effect).toBe(effect);
  });
});
