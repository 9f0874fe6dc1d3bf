// POST /operator/v1/tenants and the admin keys that an operator issues.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { send, sendAsOperator } from "../../support/client.ts";
import { auditOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createTenant, createWorld, freshSlug, sendTo } from "../../support/world.ts";
import { takeSilo } from "../../support/silo.ts";

const countTenants = async (): Promise<number> =>
  (await env.DIRECTORY.prepare("SELECT count(*) AS n FROM tenants").first<number>("n")) ?? 0;

describe("creating a tenant", () => {
  it("succeeds: it is active and its admin key works at once", async () => {
    const world = await createWorld({ jurisdiction: "us", tier: "enterprise" });
    expect(world.tenant).toMatchObject({
      status: "active",
      jurisdiction: "us",
      isolation: "pool",
      tier: "enterprise",
      domains: [],
    });
    const seen = await sendTo(world, "GET /v1/tenant");
    expect(seen.status).toBe(200);
    expect(seen.json).toMatchObject({ id: world.tenant.id, guarantee: "best_effort" });
  });

  it("succeeds for a host that was asked for in vain a moment before", async () => {
    const slug = freshSlug();
    const world = await createWorld();
    expectRefusal(
      await send("GET /v1/tenant", { host: `${slug}.localhost`, key: world.admin }),
      404,
      "tenant.unknown",
    );
    const created = await createTenant({ slug, jurisdiction: "eu" });
    const seen = await send("GET /v1/tenant", { host: `${slug}.localhost`, key: created.json.admin_key });
    expect(seen.status).toBe(200);
  });

  it("succeeds again with the same key and body, and makes no second tenant", async () => {
    const body = { slug: freshSlug(), jurisdiction: "eu" };
    const first = await createTenant(body, "the-same-key");
    const before = await countTenants();
    const second = await createTenant(body, "the-same-key");
    expect(second.status).toBe(201);
    expect(second.json.tenant).toEqual(first.json.tenant);
    expect(second.json.admin_key).toBeNull();
    expect(await countTenants()).toBe(before);
  });

  it("succeeds once of many at the same time, whatever came first", async () => {
    const body = { slug: freshSlug(), jurisdiction: "eu" };
    await createTenant({ slug: freshSlug(), jurisdiction: "eu" });
    const before = await countTenants();
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => createTenant(body, `race-${body.slug}`)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map((answer) => answer.json.tenant.id)).size).toBe(1);
    expect(await countTenants()).toBe(before + 1);
  });

  it("gives one admin key, once, to many that create the same tenant at the same time", async () => {
    const body = { slug: freshSlug(), jurisdiction: "eu" };
    await createTenant({ slug: freshSlug(), jurisdiction: "eu" });
    const create = async () =>
      Promise.all(Array.from({ length: 6 }, async () => createTenant(body, `keys-${body.slug}`)));
    const together = await create();
    const tenant = together[0]?.json.tenant;
    // As the directory was to each of them if all came before the first had founded it.
    const setStatus = async (status: string) =>
      env.DIRECTORY.prepare("UPDATE tenants SET status = ? WHERE id = ?").bind(status, tenant.id).run();
    await setStatus("provisioning");
    const again = await create();
    await setStatus("active");
    const answers = [...together, ...again];
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    const texts = answers.map((answer) => answer.json.admin_key).filter((text) => text !== null);
    expect(texts).toHaveLength(1);
    const listed = await send("GET /v1/keys", { host: `${body.slug}.localhost`, key: texts[0] });
    expect(listed.status).toBe(200);
    expect(listed.json.data).toHaveLength(1);
    expect((await auditOf(tenant)).filter((entry) => entry.action === "keys:create")).toHaveLength(1);
  });

  it("refuses the key of another creation", async () => {
    await createTenant({ slug: freshSlug(), jurisdiction: "eu" }, "a-used-key");
    expectRefusal(
      await createTenant({ slug: freshSlug(), jurisdiction: "eu" }, "a-used-key"),
      422,
      "request.idempotency_key_reused",
    );
  });

  it("refuses a creation without a key", async () => {
    const answer = await sendAsOperator("POST /operator/v1/tenants", {
      json: { slug: freshSlug(), jurisdiction: "eu" },
    });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations[0].pointer).toBe("header/idempotency-key");
  });

  it("refuses a slug that is taken, and reserves nothing", async () => {
    const world = await createWorld();
    const before = await countTenants();
    expectRefusal(
      await createTenant({ slug: world.tenant.slug, jurisdiction: "us" }),
      409,
      "directory.slug_taken",
    );
    expect(await countTenants()).toBe(before);
  });

  it("refuses a domain that is taken, and reserves nothing", async () => {
    const domain = `${freshSlug()}.example.com`;
    await createWorld({ domains: [domain] });
    const slug = freshSlug();
    expectRefusal(
      await createTenant({ slug, jurisdiction: "eu", domains: [domain] }),
      409,
      "directory.slug_taken",
    );
    const left = await env.DIRECTORY.prepare("SELECT count(*) AS n FROM tenants WHERE slug = ?")
      .bind(slug)
      .first("n");
    expect(left).toBe(0);
  });

  it.each([
    "ab",
    "-abc",
    "abc-",
    "Abc",
    "a_bc",
    "1abc",
    `a${"b".repeat(40)}`,
    "a.b",
    "äbc",
    "",
    "admin",
    "eu",
    "operator",
  ])("refuses the slug `%s`", async (slug) => {
    const answer = await createTenant({ slug, jurisdiction: "eu" });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations[0].pointer).toBe("/slug");
  });

  it("refuses an unknown jurisdiction and fields that it does not know", async () => {
    expectRefusal(await createTenant({ slug: freshSlug(), jurisdiction: "xx" }), 400, "request.invalid");
    expectRefusal(
      await createTenant({ slug: freshSlug(), jurisdiction: "eu", id: "mine" }),
      400,
      "request.invalid",
    );
  });

  it("refuses a silo that is not provisioned, and reserves nothing", async () => {
    await createTenant({ slug: freshSlug(), jurisdiction: "eu" });
    const before = await countTenants();
    const slug = freshSlug();
    expectRefusal(
      await createTenant({ slug, jurisdiction: "eu", isolation: "silo" }),
      422,
      "directory.placement_refused",
    );
    expect(await countTenants()).toBe(before);
  });

  it("succeeds with the silo that is provisioned", async () => {
    const created = await createTenant({ slug: takeSilo().slug, jurisdiction: "eu", isolation: "silo" });
    expect(created.status).toBe(201);
    expect(created.json.tenant).toMatchObject({ isolation: "silo", status: "active" });
  });
});

describe("issuing an admin key", () => {
  it("succeeds, and the tenant's log shows that the operator did it", async () => {
    const world = await createWorld();
    const issued = await sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/keys`);
    expect(issued.status).toBe(201);
    world.secrets.add(issued.json.admin_key);
    expect((await sendTo(world, "GET /v1/keys", { key: issued.json.admin_key })).status).toBe(200);
    const creations = (await auditOf(world.tenant)).filter((entry) => entry.action === "keys:create");
    expect(creations.filter((entry) => entry.actor.kind === "operator")).toHaveLength(2);
  });

  it("refuses a tenant that is not there", async () => {
    await createWorld();
    expectRefusal(
      await sendAsOperator("POST /operator/v1/tenants/ten_00000000000000000000/keys"),
      404,
      "directory.not_found",
    );
    expectRefusal(
      await sendAsOperator("POST /operator/v1/tenants/nonsense/keys"),
      404,
      "directory.not_found",
    );
  });
});
