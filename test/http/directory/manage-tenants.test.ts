// The operator's list, tier and status of tenants.

import { describe, expect, it } from "vitest";
import { sendAsOperator } from "../../support/client.ts";
import { auditOf, stateOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createTenant, createWorld, freshSlug, sendTo, type World } from "../../support/world.ts";

const change = async (world: World, verb: string, headers: Record<string, string> = {}) =>
  sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/${verb}`, { headers });

describe("listing tenants", () => {
  it("succeeds over many pages: every tenant once, in order of creation", async () => {
    const made: string[] = [];
    for (let i = 0; i < 53; i++)
      made.push((await createTenant({ slug: freshSlug(), jurisdiction: "eu" })).json.tenant.id);
    const listed: string[] = [];
    let cursor = "";
    let pages = 0;
    do {
      const page = await sendAsOperator(`GET /operator/v1/tenants?limit=20${cursor}`);
      expect(page.status).toBe(200);
      listed.push(...(page.json.data as { id: string }[]).map((tenant) => tenant.id));
      cursor = page.json.next_cursor === null ? "" : `&cursor=${page.json.next_cursor}`;
      pages++;
    } while (cursor !== "");
    expect(new Set(listed).size).toBe(listed.length);
    // Tenants of other tests stand among them.
    expect(listed.filter((id) => made.includes(id))).toEqual(made);
    expect(pages).toBeGreaterThan(2);
  });

  it.each(["limit=0", "limit=51", "limit=x", "unknown=1"])("refuses `?%s`", async (query) => {
    await createWorld();
    expectRefusal(await sendAsOperator(`GET /operator/v1/tenants?${query}`), 400, "request.invalid");
  });

  it.each(["!", "e30", "WyJhIiwxXQ", "WzFd"])("refuses the cursor `%s`", async (cursor) => {
    await createWorld();
    expectRefusal(
      await sendAsOperator(`GET /operator/v1/tenants?cursor=${cursor}`),
      400,
      "request.cursor_invalid",
    );
  });

  it("refuses a tenant that is not there", async () => {
    await createWorld();
    expectRefusal(
      await sendAsOperator("GET /operator/v1/tenants/ten_0000000000zzzzzzzzzz"),
      404,
      "directory.not_found",
    );
  });
});

describe("a tenant's tier", () => {
  it("succeeds: the limits change at once, and the directory shows it", async () => {
    const world = await createWorld();
    await sendTo(world, "GET /v1/tenant");
    const path = `/operator/v1/tenants/${world.tenant.id}`;
    const changed = await sendAsOperator(`PUT ${path}/tier`, { json: { tier: "enterprise" } });
    expect(changed).toMatchObject({ status: 200, json: { tier: "enterprise", id: world.tenant.id } });
    expect((await sendTo(world, "GET /v1/tenant")).json.limits.concurrent_queries).toBe(100);
    expect((await sendAsOperator(`GET ${path}`)).json.tier).toBe("enterprise");
  });

  it("refuses a tier that is not there, and changes nothing", async () => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const answer = await sendAsOperator(`PUT /operator/v1/tenants/${world.tenant.id}/tier`, {
      json: { tier: "gold" },
    });
    expectRefusal(answer, 400, "request.invalid");
    expect(await stateOf(world.tenant)).toEqual(before);
  });
});

describe("a tenant's status", () => {
  it("succeeds: suspended at once, resumed at once", async () => {
    const world = await createWorld();
    expect((await sendTo(world, "GET /v1/tenant")).status).toBe(200);
    expect((await change(world, "suspend")).json.status).toBe("suspended");
    expectRefusal(await sendTo(world, "GET /v1/tenant"), 404, "tenant.unknown");
    expect((await change(world, "resume")).json.status).toBe("active");
    expect((await sendTo(world, "GET /v1/tenant")).status).toBe(200);
  });

  it("succeeds again when the change is made already", async () => {
    const world = await createWorld();
    await change(world, "suspend");
    expect(await change(world, "suspend")).toMatchObject({ status: 200, json: { status: "suspended" } });
  });

  it("succeeds once with an idempotency key, and refuses the key for another change", async () => {
    const world = await createWorld();
    const headers = { "idempotency-key": "suspend-once" };
    await change(world, "suspend", headers);
    const entries = (await auditOf(world.tenant)).length;
    expect((await change(world, "suspend", headers)).json.status).toBe("suspended");
    expect((await auditOf(world.tenant)).length).toBe(entries);
    expectRefusal(await change(world, "resume", headers), 422, "request.idempotency_key_reused");
  });

  it("refuses to open a closed tenant, and changes nothing", async () => {
    const world = await createWorld();
    expect((await change(world, "close")).json.status).toBe("closed");
    const before = await stateOf(world.tenant);
    expectRefusal(await change(world, "resume"), 409, "directory.transition_refused");
    expectRefusal(await change(world, "suspend"), 409, "directory.transition_refused");
    expect(await stateOf(world.tenant)).toEqual(before);
  });

  it("refuses an unknown verb", async () => {
    const world = await createWorld();
    expectRefusal(await change(world, "destroy"), 404, "request.no_such_route");
  });
});
