// Hosts, slugs, domains and the changes of a tenant's status.

import { describe, expect, it } from "vitest";
import { changeStatus, newTenantSchema, parseHost, reviveTenant } from "../../../src/directory/index.ts";
import { domainSchema, slugSchema, STATUSES } from "../../../src/directory/tenant.ts";

describe("a host", () => {
  it.each([
    ["example.com", { kind: "base" }],
    ["EXAMPLE.com:8787", { kind: "base" }],
    ["example.com.", { kind: "base" }],
    ["127.0.0.1:80", { kind: "base" }],
    ["[::1]:80", { kind: "base" }],
    ["acme.example.com", { kind: "slug", slug: "acme", jurisdiction: null }],
    ["Acme.Example.com:443", { kind: "slug", slug: "acme", jurisdiction: null }],
    ["acme.eu.example.com", { kind: "slug", slug: "acme", jurisdiction: "eu" }],
    ["acme.xx.example.com", { kind: "domain", domain: "acme.xx.example.com" }],
    ["a.b.eu.example.com", { kind: "domain", domain: "a.b.eu.example.com" }],
    ["acme-example.com", { kind: "domain", domain: "acme-example.com" }],
    ["example.com.evil.org", { kind: "domain", domain: "example.com.evil.org" }],
    ["telemetry.acme.org", { kind: "domain", domain: "telemetry.acme.org" }],
    [".example.com", { kind: "slug", slug: "", jurisdiction: null }],
  ])("`%s` names", (host, name) => expect(parseHost(host, "example.com")).toEqual(name));
});

describe("names", () => {
  it.each(["abc", "a-b", "a1b", "acme-corp-2", `a${"b".repeat(39)}`])("`%s` is a slug", (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(true);
  });

  it.each([
    "",
    "a",
    "ab",
    "1ab",
    "-ab",
    "ab-",
    "aB",
    "a_b",
    "a.b",
    "a b",
    "us",
    "admin",
    `a${"b".repeat(40)}`,
    "abc\n",
  ])("`%s` is no slug", (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(false);
  });

  it.each(["telemetry.acme.org", "a.io", "xn--mnchen-3ya.de"])("`%s` is a domain", (domain) => {
    expect(domainSchema.safeParse(domain).success).toBe(true);
  });

  it.each([
    "",
    "org",
    "a..org",
    "-a.org",
    "a-.org",
    "A.org",
    "a.org.",
    "a.1",
    "*.org",
    "a b.org",
    "a.org:80",
    `${"a".repeat(64)}.org`,
  ])("`%s` is no domain", (domain) => {
    expect(domainSchema.safeParse(domain).success).toBe(false);
  });

  it("a new tenant is a pool tenant of the standard tier unless it says otherwise", () => {
    expect(newTenantSchema.parse({ slug: "acme", jurisdiction: "jp" })).toEqual({
      slug: "acme",
      jurisdiction: "jp",
      domains: [],
      isolation: "pool",
      tier: "standard",
      residency: {},
    });
  });

  it("a record of before pools, shards and residency has what their absence meant", () => {
    const old = { id: "ten_1", jurisdiction: "in", isolation: "pool", tier: "enterprise" };
    expect(reviveTenant(old)).toEqual({
      ...old,
      pool: 0,
      shards: 4,
      residency: { processing: "anywhere", lock: "preferred", exception: null },
    });
    const now = { ...old, pool: 2, shards: 9, residency: { processing: "in_region", lock: "required" } };
    expect(reviveTenant(now)).toEqual(now);
  });
});

describe("a status", () => {
  const changes = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));
  const allowed = new Set([
    "provisioning active",
    "provisioning closed",
    "active suspended",
    "active closed",
    "suspended active",
    "suspended closed",
  ]);

  it.each(changes)("from `%s` to `%s`", (from, to) => {
    const changed = changeStatus(from, to);
    if (from === to || allowed.has(`${from} ${to}`)) expect(changed).toEqual({ ok: true, value: to });
    else expect(changed).toMatchObject({ ok: false, fault: { code: "directory.transition_refused" } });
  });
});
