// How many queries a tenant runs at once.

import { expect, it } from "vitest";
import { TIERS } from "../../src/directory/index.ts";
import { createQuerySlots } from "../../src/tenant/query-slots.ts";
import { auditOf, envelopeOf, evict, tenantApi, tenantStub } from "../support/objects.ts";
import { createWorld, type World } from "../support/world.ts";

const ACCESS = { resource: "metrics:*", outcome: "allowed" as const, detail: {} };
const NO_USE = { key: "", bytes: 0 };

const open = async ({ tenant }: World, leaseId: string) =>
  tenantApi(tenant).openQuery(ACCESS, { ...envelopeOf(), leaseId });

it.each([
  ["standard", 10],
  ["enterprise", 100],
])("the tier `%s` runs %d at once; one more is refused and leaves no entry", async (tier, most) => {
  const world = await createWorld({ tier });
  for (let i = 0; i < most; i++) expect((await open(world, `lse_${i}`)).ok).toBe(true);
  const before = (await auditOf(world.tenant)).length;
  expect(await open(world, "lse_more")).toMatchObject({
    fault: { code: "query.too_many_concurrent", retryAfterSeconds: 1 },
  });
  expect((await auditOf(world.tenant)).length).toBe(before);
  await tenantApi(world.tenant).closeQuery("lse_3", NO_USE);
  expect((await open(world, "lse_more")).ok).toBe(true);
  expect((await open(world, "lse_another")).ok).toBe(false);
});

it("a slot that is given back twice, or was never taken, frees no other", async () => {
  const world = await createWorld();
  for (let i = 0; i < 10; i++) await open(world, `lse_${i}`);
  for (const lease of ["lse_0", "lse_0", "lse_unknown"])
    await tenantApi(world.tenant).closeQuery(lease, NO_USE);
  expect((await open(world, "lse_a")).ok).toBe(true);
  expect((await open(world, "lse_b")).ok).toBe(false);
});

it("a refused access takes no slot", async () => {
  const world = await createWorld();
  for (let i = 0; i < 12; i++) {
    const refused = await tenantApi(world.tenant).openQuery(ACCESS, {
      ...envelopeOf({ decidedAt: 0 }),
      leaseId: `lse_${i}`,
    });
    expect(refused.ok).toBe(false);
  }
  expect((await open(world, "lse_ok")).ok).toBe(true);
});

it("leases end with the query timeout, and an evicted object starts with free slots", async () => {
  const world = await createWorld();
  const slots = createQuerySlots(0);
  for (let i = 0; i < 10; i++) slots.take(`lse_${i}`, TIERS.standard, 1_000);
  expect(slots.take("late", TIERS.standard, 1_000 + 299_999).ok).toBe(false);
  expect(slots.take("late", TIERS.standard, 1_000 + 300_000).ok).toBe(true);
  for (let i = 0; i < 10; i++) await open(world, `lse_${i}`);
  await evict(tenantStub(world.tenant));
  expect((await open(world, "lse_after")).ok).toBe(true);
});
